package co.zencap.backup.settings;

import co.zencap.backup.alert.AlertRule;
import co.zencap.backup.alert.webhook.Webhook;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who is told of what, and how.
 *
 * @param rules which alerts go through which channels, where that is not as usual
 * @param webhooks other programs that are told
 * @param email to whom they are sent as e-mail; empty for nobody
 * @param slack how they come to Slack; empty when they don't
 * @param sms who gets text messages; empty when nobody does
 * @param heartbeats who outside is told that this service lives
 */
public record AlertSettings(
        List<AlertRule> rules,
        WebhookSettings webhooks,
        Optional<EmailSettings> email,
        Optional<SlackSettings> slack,
        Optional<SmsSettings> sms,
        HeartbeatSettings heartbeats) {
    /** The same with other rules. */
    AlertSettings with(List<AlertRule> others) {
        return new AlertSettings(List.copyOf(others), webhooks, email, slack, sms, heartbeats);
    }

    /** The channels that can be used, beside the log. */
    public Set<String> channels() {
        var channels = new LinkedHashSet<String>(webhooks.channels());
        email.ifPresent(settings -> channels.add("email"));
        slack.ifPresent(used -> channels.add("slack"));
        sms.ifPresent(used -> channels.add("sms"));
        return channels;
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
