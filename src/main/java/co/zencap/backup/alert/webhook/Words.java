package co.zencap.backup.alert.webhook;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Notice;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a format's places are filled with. */
final class Words {
    /** Those that are there for each alert; {@code ticket} only where one has been found. */
    static final Set<String> KNOWN = Set.of(
            "ref",
            "event",
            "level",
            "component",
            "target",
            "source",
            "cause",
            "title",
            "subject",
            "detail",
            "hint",
            "text",
            "at",
            "now",
            "times",
            "resolution",
            "ticket",
            "secret",
            "secret-basic");

    /** Those of them that are a webhook's own. */
    static final Set<String> SECRETS = Set.of("secret", "secret-basic");

    private Words() {}

    static Map<String, JsonNode> of(Notice notice, Webhook webhook, Optional<String> ticket) {
        Alert alert = notice.alert();
        String level = alert.level().name().toLowerCase(Locale.ROOT);
        String title = line(alert.problem().title());
        String secret = webhook.secret().orElse("");
        var words = new HashMap<String, JsonNode>();
        var format = webhook.format().orElseThrow();
        format.words().forEach((name, word) -> words.put(name, TextNode.valueOf(word)));
        webhook.words().forEach((name, word) -> words.put(name, TextNode.valueOf(word)));
        words.putAll(format.levels().getOrDefault(level, Map.of()));
        if (notice.isResolved()) {
            words.putAll(format.levels().getOrDefault(WebhookFormat.RESOLVED, Map.of()));
        }
        put(words, "ref", ref(alert.id()));
        put(words, "event", event(notice));
        put(words, "level", level);
        put(words, "component", alert.component());
        put(words, "target", alert.target().isEmpty() ? "-" : alert.target());
        put(words, "source", alert.target().isEmpty() ? "zencap-backup" : alert.target());
        put(words, "cause", alert.cause());
        put(words, "title", title);
        put(words, "subject", "[" + (notice.isResolved() ? "RESOLVED" : level.toUpperCase(Locale.ROOT)) + "] " + title);
        put(words, "detail", alert.problem().detail());
        put(words, "hint", alert.problem().hint());
        put(words, "text", text(notice));
        put(words, "at", alert.at().toString());
        put(words, "now", (notice.isResolved() ? notice.resolvedAt() : notice.seenAt()).toString());
        put(words, "times", Integer.toString(notice.seen()));
        put(words, "resolution", Optional.ofNullable(notice.resolution()).orElse("-"));
        put(words, "secret", secret);
        put(words, "secret-basic", Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)));
        ticket.ifPresent(id -> put(words, "ticket", id));
        return words;
    }

    private static void put(Map<String, JsonNode> words, String name, String word) {
        words.put(name, TextNode.valueOf(word));
    }

    /** One word: opened, returned, raised, escalated, resolved, digest or test. */
    static String event(Notice notice) {
        return notice.isTest() && !notice.isResolved() ? "test" : notice.event().split(" ")[0];
    }

    /** By which a ticket is found again; of characters that mean nothing anywhere. */
    private static String ref(String id) {
        return id.replaceAll("[^A-Za-z0-9_-]", "-");
    }

    private static String line(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    /** Never empty: some services refuse an empty text. */
    private static String text(Notice notice) {
        var problem = notice.alert().problem();
        if (notice.isResolved() && notice.resolution() != null) {
            return notice.resolution();
        }
        String hint = problem.hint().isEmpty() ? "" : "\n\nHINT: " + problem.hint();
        String text = problem.detail() + hint;
        return text.isBlank() ? line(problem.title()) : text;
    }
}
