package co.zencap.backup.settings;

import co.zencap.backup.alert.webhook.Signature;
import co.zencap.backup.alert.webhook.Webhook;
import co.zencap.backup.alert.webhook.WebhookFormat;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads which other programs are told of alerts: their variables, {@code config/webhooks.yaml} and the formats it names. */
final class WebhooksReader extends VariableReader {
    private static final String KNOWN =
            "a webhook has a format, a url, a secret and words; see the example in the file";
    private static final String FORMAT =
            "a format has url, ticket, headers, words, levels, find, open, again and close,"
                    + " and each of the last four method, path, body and answer; see the others in the folder";

    /** Names of channels that are something else. */
    private static final Set<String> TAKEN = Set.of("log", "email", "slack", "sms", "webhook", "disaster");

    private final Path config;

    /** One webhook in the file; what is left out is null. */
    private record Entry(String format, String url, String secret, Map<String, String> words) {}

    WebhooksReader(Map<String, String> variables, Path home) {
        super(variables, home);
        this.config = home.resolve("config");
    }

    WebhookSettings read() {
        var all = new ArrayList<Webhook>();
        own("BACKUP_MONITORING_WEBHOOK", Webhook.MONITORING).ifPresent(all::add);
        own("DISASTER_WEBHOOK_URL", "disaster").ifPresent(all::add);
        Map<String, Entry> known = new YamlFile(config.resolve("webhooks.yaml"), "webhooks")
                .read(Entry.class, KNOWN, (name, entry) -> entry);
        for (String name :
                text("BACKUP_WEBHOOKS").map(names -> names.split(",")).orElse(new String[0])) {
            all.add(named(name.strip(), known));
        }
        Optional<Signature> signature =
                text("BACKUP_WEBHOOK_SECRET").map(explained("BACKUP_WEBHOOK_SECRET", Signature::by));
        if (signature.isPresent()
                && all.stream().allMatch(webhook -> webhook.format().isPresent())) {
            throw new IllegalArgumentException("BACKUP_WEBHOOK_SECRET is set, but no webhook gets what it would sign."
                    + " HINT: set BACKUP_MONITORING_WEBHOOK or DISASTER_WEBHOOK_URL, too, or remove it.");
        }
        return new WebhookSettings(List.copyOf(all), signature, flag("BACKUP_ALLOW_INTERNAL_ADDRESSES", false));
    }

    private Optional<Webhook> own(String variable, String channel) {
        return text(variable)
                .map(url -> new Webhook(channel, webhook(variable, url), Optional.empty(), Optional.empty(), Map.of()));
    }

    private Webhook named(String name, Map<String, Entry> known) {
        Entry entry = known.get(name);
        if (entry == null) {
            throw new IllegalArgumentException("BACKUP_WEBHOOKS names '" + name
                    + "', which is not in config/webhooks.yaml. HINT: there is " + String.join(", ", known.keySet())
                    + ".");
        }
        if (!name.matches("[a-z][a-z0-9-]*") || TAKEN.contains(name)) {
            throw new IllegalArgumentException(
                    "'" + name + "' can't name a webhook. HINT: use small letters, digits and" + " dashes, and none of "
                            + String.join(", ", TAKEN.stream().sorted().toList()) + ".");
        }
        Optional<WebhookFormat> format = Optional.ofNullable(entry.format()).map(word -> format(name, word));
        Optional<String> secret = Optional.ofNullable(entry.secret()).map(variable -> value(name, variable));
        var webhook = new Webhook(
                name,
                address(name, entry, format),
                secret,
                format,
                entry.words() == null ? Map.of() : Map.copyOf(entry.words()));
        for (String missing : webhook.unfilled()) {
            throw new IllegalArgumentException("'" + name + "' lacks "
                    + (missing.startsWith("secret") ? "a secret" : "the word '" + missing + "'")
                    + ", which its format " + entry.format() + " wants. HINT: config/webhook-formats/" + entry.format()
                    + ".yaml says what it is.");
        }
        return webhook;
    }

    private URI address(String name, Entry entry, Optional<WebhookFormat> format) {
        if (entry.url() != null) {
            return webhook(entry.url(), value(name, entry.url()));
        }
        return format.map(WebhookFormat::url)
                .orElseThrow(() -> new IllegalArgumentException("'" + name + "' has no url."
                        + " HINT: name the variable that holds its address, like url: TEAMS_WEBHOOK_URL."));
    }

    private WebhookFormat format(String name, String word) {
        Path file = config.resolve("webhook-formats").resolve(word + ".yaml");
        if (!word.matches("[a-z][a-z0-9-]*") || !Files.exists(file)) {
            throw new IllegalArgumentException("'" + name + "' has the format '" + word + "', which is not there."
                    + " HINT: name a file of config/webhook-formats without its .yaml.");
        }
        return YamlFile.document(file, WebhookFormat.class, FORMAT);
    }

    /** Control characters would become lines of a header. */
    private String value(String name, String variable) {
        String value = text(variable)
                .orElseThrow(() -> new IllegalArgumentException("'" + name + "' names the variable " + variable
                        + ", which is not set. HINT: set it, in .env.local for example."));
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    variable + " holds a line break or the like. HINT: write it on one line.");
        }
        return value;
    }
}
