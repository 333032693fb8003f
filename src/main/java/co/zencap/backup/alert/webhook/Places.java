package co.zencap.backup.alert.webhook;

import co.zencap.backup.figures.Shortened;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills a format's places, like {@code ${title}} or {@code ${title:255}}. A document is filled after it has been read, so
 * that no text of an alert can be taken for a part of the document.
 */
final class Places {
    private static final Pattern PLACE = Pattern.compile("\\$\\{([A-Za-z-]+)(?::(\\d+))?}");
    private static final String CUT = "…";

    private final Map<String, JsonNode> words;

    Places(Map<String, JsonNode> words) {
        this.words = words;
    }

    /** The same document with all texts filled; a text that is but one place becomes what is there, also a number. */
    JsonNode fill(JsonNode document) {
        if (document.isObject()) {
            var filled = JsonNodeFactory.instance.objectNode();
            document.fields().forEachRemaining(member -> filled.set(member.getKey(), fill(member.getValue())));
            return filled;
        }
        if (document.isArray()) {
            var filled = JsonNodeFactory.instance.arrayNode();
            document.forEach(each -> filled.add(fill(each)));
            return filled;
        }
        if (!document.isTextual()) {
            return document;
        }
        Matcher whole = PLACE.matcher(document.asText());
        if (whole.matches() && word(whole.group(1)).isNumber()) {
            return word(whole.group(1));
        }
        return TextNode.valueOf(fill(document.asText()));
    }

    String fill(String text) {
        return fill(text, UnaryOperator.identity());
    }

    /** What is filled in can't become another part of the address. */
    String fillPath(String path) {
        return fill(
                path, word -> URLEncoder.encode(word, StandardCharsets.UTF_8).replace("+", "%20"));
    }

    private String fill(String text, UnaryOperator<String> form) {
        return PLACE.matcher(text).replaceAll(place -> {
            String word = word(place.group(1)).asText();
            String cut = place.group(2) == null ? word : Shortened.of(word, Integer.parseInt(place.group(2)), CUT);
            return Matcher.quoteReplacement(form.apply(cut));
        });
    }

    private JsonNode word(String name) {
        JsonNode word = words.get(name);
        if (word == null) {
            throw new IllegalArgumentException("There is nothing to fill the place ${" + name + "} with.");
        }
        return word;
    }

    /** All places that a text names. */
    static Set<String> in(String text) {
        var names = new TreeSet<String>();
        Matcher place = PLACE.matcher(text);
        while (place.find()) {
            names.add(place.group(1));
        }
        return names;
    }
}
