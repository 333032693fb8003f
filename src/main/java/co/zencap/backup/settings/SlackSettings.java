package co.zencap.backup.settings;

import java.net.URI;
import java.util.Optional;

/**
 * How alerts come to Slack: as an app with a token, whose messages form a thread for each alert, or through a webhook.
 *
 * @param webhook the whole address, which is a secret; empty with a token
 * @param bot who writes, and where; empty with a webhook
 * @param api Slack itself, or what stands in for it
 * @param signingSecret by which presses of buttons are known to be Slack's; without one messages have no such buttons
 * @param dashboard where a browser finds this service; empty when nobody has said
 */
public record SlackSettings(
        Optional<URI> webhook, Optional<Bot> bot, URI api, Optional<String> signingSecret, Optional<URI> dashboard) {

    /**
     * An app.
     *
     * @param token its secret
     * @param channel where it writes: an id, or a name with #
     */
    public record Bot(String token, String channel) {

        @Override
        public String toString() {
            return "Bot[" + channel + "]";
        }
    }

    @Override
    public String toString() {
        return "SlackSettings[" + bot.map(Bot::toString).orElse("webhook") + "]";
    }
}
