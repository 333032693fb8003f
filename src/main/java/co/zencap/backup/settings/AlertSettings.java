package co.zencap.backup.settings;

import co.zencap.backup.alert.AlertRule;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who is told of what, and how.
 *
 * @param rules which alerts go through which channels, where that is not as usual
 * @param webhook where alerts are posted; empty without one
 * @param email to whom they are sent as e-mail; empty for nobody
 * @param slack how they come to Slack; empty when they don't
 * @param sms who gets text messages; empty when nobody does
 */
public record AlertSettings(
        List<AlertRule> rules,
        Optional<URI> webhook,
        Optional<EmailSettings> email,
        Optional<SlackSettings> slack,
        Optional<SmsSettings> sms) {
    /** The same with other rules. */
    AlertSettings with(List<AlertRule> others) {
        return new AlertSettings(List.copyOf(others), webhook, email, slack, sms);
    }

    /** The channels that can be used, beside the log. */
    public Set<String> channels() {
        var channels = new LinkedHashSet<String>();
        webhook.ifPresent(address -> channels.add("webhook"));
        email.ifPresent(settings -> channels.add("email"));
        slack.ifPresent(used -> channels.add("slack"));
        sms.ifPresent(used -> channels.add("sms"));
        return channels;
    }
}
