package co.zencap.backup.settings;

import co.zencap.backup.settings.SlackSettings.Bot;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads how alerts come to Slack. */
final class SlackReader extends VariableReader {
    private static final Logger LOG = LoggerFactory.getLogger(SlackReader.class);
    private static final String WEBHOOK = "SLACK_WEBHOOK_URL";
    private static final String TOKEN = "SLACK_BOT_TOKEN";
    private static final String CHANNEL = "BACKUP_SLACK_CHANNEL";
    private static final String SECRET = "SLACK_SIGNING_SECRET";

    SlackReader(Map<String, String> variables, Path home) {
        super(variables, home);
    }

    Optional<SlackSettings> read() {
        Optional<URI> webhook = text(WEBHOOK).map(url -> service(WEBHOOK, url));
        Optional<Bot> bot = text(TOKEN).map(this::bot);
        Optional<String> secret = text(SECRET).map(SlackReader::secret);
        Optional<URI> dashboard = text("BACKUP_PUBLIC_URL").map(url -> webhook("BACKUP_PUBLIC_URL", url));
        if (webhook.isPresent() && bot.isPresent()) {
            throw new IllegalArgumentException(
                    WEBHOOK + " and " + TOKEN + " are both set, and each alert would come twice."
                            + " HINT: keep the token, which also writes threads, and remove the webhook.");
        }
        if (bot.isEmpty() && text(CHANNEL).isPresent()) {
            LOG.warn(
                    webhook.isPresent()
                            ? CHANNEL + " is not used: the webhook of " + WEBHOOK
                                    + " has its channel from Slack. HINT: remove" + " it, or set " + TOKEN
                                    + ", which writes where it says, in place of the webhook."
                            : CHANNEL + " is set, but nothing is sent to Slack. HINT: set " + TOKEN
                                    + ", too, or remove it.");
        }
        if (webhook.isEmpty() && bot.isEmpty()) {
            if (secret.isPresent()) {
                throw new IllegalArgumentException(SECRET + " is set, but nothing is sent to Slack." + " HINT: set "
                        + TOKEN + " and BACKUP_SLACK_CHANNEL, too, or remove it.");
            }
            return Optional.empty();
        }
        URI api = service("SLACK_API_URL", text("SLACK_API_URL").orElse("https://slack.com"));
        return Optional.of(new SlackSettings(webhook, bot, api, secret, dashboard));
    }

    private Bot bot(String token) {
        if (!token.matches("xox[a-z]-[A-Za-z0-9-]+")) {
            throw new IllegalArgumentException(TOKEN
                    + " is no token of Slack. HINT: copy the app's 'Bot User OAuth Token', which begins with xoxb-.");
        }
        String channel = text(CHANNEL)
                .orElseThrow(() -> new IllegalArgumentException(
                        TOKEN + " is set, but BACKUP_SLACK_CHANNEL is not. HINT: name the channel, like #alerts."));
        return new Bot(token, channel);
    }

    private static String secret(String text) {
        if (text.length() < 16 || !text.matches("[A-Za-z0-9]+")) {
            throw new IllegalArgumentException(
                    SECRET + " is no signing secret. HINT: copy it from the app's 'Basic Information' page.");
        }
        return text;
    }
}
