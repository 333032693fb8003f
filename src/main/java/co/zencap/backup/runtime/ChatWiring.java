package co.zencap.backup.runtime;

import co.zencap.backup.alert.slack.SlackChannel;
import co.zencap.backup.alert.slack.SlackClient;
import co.zencap.backup.alert.slack.SlackMessages;
import co.zencap.backup.alert.slack.SlackSignature;
import co.zencap.backup.alert.slack.SlackThreads;
import co.zencap.backup.alert.sms.OnCall;
import co.zencap.backup.alert.sms.SmsChannel;
import co.zencap.backup.alert.sms.TwilioHttp;
import co.zencap.backup.api.AlertAudit;
import co.zencap.backup.api.RouteQueues;
import co.zencap.backup.api.SlackActions;
import co.zencap.backup.api.SlackButtons;
import co.zencap.backup.backup.BackupRequests;
import co.zencap.backup.catalog.AlertMessages;
import co.zencap.backup.settings.SlackSettings;
import co.zencap.backup.settings.SlackSettings.Bot;
import co.zencap.backup.settings.SmsSettings;
import com.twilio.http.TwilioRestClient;
import java.util.Optional;
import org.apache.camel.component.twilio.TwilioComponent;
import org.apache.camel.spi.Registry;

/** The parts that tell people through Slack and on their telephones. The components hold the secrets. */
final class ChatWiring {
    private ChatWiring() {}

    static void bind(Basis basis, Registry registry) {
        basis.settings().alerts().slack().ifPresent(slack -> bind(slack, basis, registry));
        basis.settings().alerts().sms().ifPresent(sms -> bind(sms, basis, registry));
    }

    private static void bind(SlackSettings slack, Basis basis, Registry registry) {
        registry.bind(
                "slack",
                new SlackThreads(new SlackClient(slack.webhook(), slack.bot().map(Bot::token), slack.api())));
        registry.bind(
                "slackChannel",
                new SlackChannel(
                        messages(slack),
                        slack.bot().map(Bot::channel),
                        new AlertMessages(basis.queries(), SlackChannel.NAME, basis.clock())));
    }

    private static void bind(SmsSettings sms, Basis basis, Registry registry) {
        var twilio = new TwilioComponent();
        twilio.setRestClient(new TwilioRestClient.Builder(sms.account(), sms.token())
                .httpClient(new TwilioHttp(sms.api()))
                .build());
        registry.bind("twilio", twilio);
        registry.bind(
                "smsChannel",
                new SmsChannel(
                        new OnCall(sms.people()),
                        sms.from(),
                        new AlertMessages(basis.queries(), SmsChannel.NAME, basis.clock()),
                        basis.clock()));
    }

    /** What presses of buttons do. */
    static void bindButtons(
            Basis basis, Registry registry, WatchWiring watch, BackupRequests requests, RouteQueues queues) {
        Optional<SlackSettings> slack = basis.settings().alerts().slack();
        registry.bind(
                "slackActions",
                new SlackActions(
                        slack.flatMap(SlackSettings::signingSecret)
                                .map(secret -> new SlackSignature(secret, basis.clock())),
                        basis.routes()));
        slack.ifPresent(used -> registry.bind(
                "slackButtons",
                new SlackButtons(
                        messages(used),
                        watch.alerts,
                        watch.book,
                        basis.settings(),
                        requests,
                        queues,
                        basis.routes(),
                        new AlertAudit(basis.routes(), basis.clock()))));
    }

    private static SlackMessages messages(SlackSettings slack) {
        return new SlackMessages(slack.signingSecret().isPresent(), slack.dashboard());
    }
}
