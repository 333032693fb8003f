package co.zencap.backup.settings;

import co.zencap.backup.alert.webhook.Signature;
import co.zencap.backup.alert.webhook.Webhook;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Other programs that are told of alerts.
 *
 * @param all each is a channel
 * @param signature of our own documents; empty: they are not signed
 * @param internalAllowed whether requests may go to addresses inside: of this machine and its network
 */
public record WebhookSettings(List<Webhook> all, Optional<Signature> signature, boolean internalAllowed) {
    /** The names of their channels. */
    public Set<String> channels() {
        return all.stream().map(Webhook::name).collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
