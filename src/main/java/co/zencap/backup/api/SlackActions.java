package co.zencap.backup.api;

import co.zencap.backup.alert.slack.SlackPress;
import co.zencap.backup.alert.slack.SlackSignature;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Header;
import org.apache.camel.ProducerTemplate;

/** {@code /slack/actions}: takes presses of buttons from Slack, and from nobody else. */
public record SlackActions(Optional<SlackSignature> signature, ProducerTemplate routes) {

    /** One press. It is done after the answer, for which Slack does not wait long. */
    public Answer press(
            String body,
            @Header("X-Slack-Request-Timestamp") String timestamp,
            @Header("X-Slack-Signature") String signed) {
        SlackSignature expected = signature.orElseThrow(
                () -> new ApiProblem(404, "Not found", "Nothing is served here.", "Set SLACK_SIGNING_SECRET."));
        if (body == null || !expected.holds(timestamp, signed, body)) {
            throw new ApiProblem(
                    401,
                    "Not authorized",
                    "The call was not signed by Slack just now, or came before.",
                    "Compare SLACK_SIGNING_SECRET with the app's page, and this machine's clock with the time.");
        }
        Optional<SlackPress> press;
        try {
            press = SlackPress.parse(body);
        } catch (IllegalArgumentException e) {
            throw new ApiProblem(400, "Not understood", "The call is no press of a button.", "Let Slack call this.");
        }
        press.ifPresent(this::hand);
        return Answer.ok(Map.of());
    }

    private void hand(SlackPress press) {
        try {
            routes.sendBody("seda:press-slack-button?waitForTaskToComplete=Never&size=100", press);
        } catch (CamelExecutionException e) {
            throw new ApiProblem(503, "Not taken", "Too much is asked at once.", "Press again in a minute.");
        }
    }
}
