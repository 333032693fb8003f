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
 */
public record AlertSettings(List<AlertRule> rules, Optional<URI> webhook, Optional<EmailSettings> email) {
    /** The channels that can be used, beside the log. */
    public Set<String> channels() {
        var channels = new LinkedHashSet<String>();
        webhook.ifPresent(address -> channels.add("webhook"));
        email.ifPresent(settings -> channels.add("email"));
        return channels;
    }
}
