package co.zencap.backup.alert.slack;

import co.zencap.backup.figures.Shortened;
import co.zencap.backup.json.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Somebody has pressed a button.
 *
 * @param action which
 * @param alert of which alert
 * @param by who, for the audit
 * @param answer where Slack takes what is to be said to it
 */
public record SlackPress(String action, String alert, String by, URI answer) {
    public static final String ACKNOWLEDGE = "acknowledge";
    public static final String SILENCE = "silence";
    public static final String RUN_AGAIN = "run-again";

    private static final List<String> ACTIONS = List.of(ACKNOWLEDGE, SILENCE, RUN_AGAIN);
    private static final int LONGEST_NAME = 60;

    /**
     * From the form that Slack sends.
     *
     * @return empty for what asks nothing of this service, as a button that is a link
     * @throws IllegalArgumentException when it is no form of Slack's
     */
    public static Optional<SlackPress> parse(String form) {
        String payload = Arrays.stream(form.split("&"))
                .filter(part -> part.startsWith("payload="))
                .findFirst()
                .map(part -> URLDecoder.decode(part.substring("payload=".length()), StandardCharsets.UTF_8))
                .orElseThrow(() -> new IllegalArgumentException("it has no payload"));
        JsonNode document;
        try {
            document = Json.MAPPER.readTree(payload);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("its payload is no JSON", e);
        }
        JsonNode action = document.path("actions").path(0);
        if (!document.path("type").asText().equals("block_actions")
                || !ACTIONS.contains(action.path("action_id").asText())) {
            return Optional.empty();
        }
        return Optional.of(new SlackPress(
                action.path("action_id").asText(),
                action.path("value").asText(),
                by(document.path("user")),
                URI.create(document.path("response_url").asText())));
    }

    /** Names are the users' own; the id is Slack's. */
    private static String by(JsonNode user) {
        String name = user.path("username").asText(user.path("name").asText());
        String shown = name.replaceAll("[^\\p{L}\\p{N} ._@-]", "?");
        return Shortened.of(shown, LONGEST_NAME, "") + " (Slack "
                + user.path("id").asText().replaceAll("[^A-Za-z0-9]", "?") + ")";
    }

    /** Without the address, which answers whoever knows it. */
    @Override
    public String toString() {
        return "SlackPress[" + action + " " + alert + " by " + by + "]";
    }
}
