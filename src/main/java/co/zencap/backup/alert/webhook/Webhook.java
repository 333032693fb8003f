package co.zencap.backup.alert.webhook;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A program that is told of alerts.
 *
 * @param name of its channel
 * @param address where it is; often holds a token
 * @param secret what it knows us by: a key of its service, or of our signature; empty without one
 * @param format how it wants to be told; empty: by our own documents
 * @param words for its format's places, beside those that every alert fills
 */
public record Webhook(
        String name, URI address, Optional<String> secret, Optional<WebhookFormat> format, Map<String, String> words) {
    /** The channel of {@code BACKUP_MONITORING_WEBHOOK}. */
    public static final String MONITORING = "webhook";

    /** Whether it keeps something open until it is told that all is well again. */
    public boolean isTickets() {
        return format.map(WebhookFormat::ticket).orElse(false);
    }

    /** Places of its format that nothing fills. */
    public Set<String> unfilled() {
        return format.map(f -> {
                    Set<String> names = f.places();
                    names.removeAll(Words.KNOWN);
                    names.removeAll(words.keySet());
                    names.removeAll(f.words().keySet());
                    f.levelWords().forEach(names::remove);
                    if (secret.isEmpty()) {
                        f.places().stream().filter(Words.SECRETS::contains).forEach(names::add);
                    }
                    return names;
                })
                .orElse(Set.of());
    }

    /** Shows neither the address's path nor the secret. */
    @Override
    public String toString() {
        return name + " at " + address.getHost();
    }
}
