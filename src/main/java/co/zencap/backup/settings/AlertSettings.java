package co.zencap.backup.settings;

import co.zencap.backup.alert.AlertRule;
import co.zencap.backup.alert.webhook.Webhook;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Who is told of what, and how.
 *
 * @param rules which alerts go through which channels, where that is not as usual
 * @param webhooks other programs that are told
 * @param heartbeats who outside is told that this service lives
 */
public record AlertSettings(List<AlertRule> rules, WebhookSettings webhooks, HeartbeatSettings heartbeats) {
    /** The channels that can be used, beside the log. */
    public Set<String> channels() {
        return new LinkedHashSet<>(webhooks.channels());
    }

    /** The route by which a channel tells: {@code tell-by-} and this. */
    public String route(String channel) {
        return webhooks.channels().contains(channel) ? Webhook.MONITORING : channel;
    }

    /** Whether a channel keeps something open until it is told that all is well again. */
    public boolean isTickets(String channel) {
        return webhooks.all().stream().anyMatch(webhook -> webhook.name().equals(channel) && webhook.isTickets());
    }
}
