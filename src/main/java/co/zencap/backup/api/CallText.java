package co.zencap.backup.api;

import co.zencap.backup.figures.Shortened;
import co.zencap.backup.json.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;

/** What a call asks for, in a few words that may be written down: no secret, nothing long, nothing that can't be printed. */
final class CallText {
    private static final Pattern SECRET = Pattern.compile("(?i).*(key|secret|password|token|credential|url).*");
    private static final int LONGEST_VALUE = 120;
    private static final int MOST_VALUES = 30;

    private CallText() {}

    /** Its path beyond the API's own, and its body's members. */
    static String of(Exchange exchange) {
        var words = new ArrayList<String>();
        String id = exchange.getMessage().getHeader("id", String.class);
        if (id != null) {
            words.add("id=" + shortened(id, 60));
        }
        String body = exchange.getMessage().getBody(String.class);
        if (body != null && !body.isBlank()) {
            try {
                members("", Json.MAPPER.readTree(body), words);
            } catch (JsonProcessingException e) {
                words.add("a body that is no JSON");
            }
        }
        return shortened(String.join(" ", words), 400);
    }

    private static void members(String prefix, JsonNode node, ArrayList<String> words) {
        if (!node.isObject()) {
            return;
        }
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            if (words.size() >= MOST_VALUES) {
                return;
            }
            String name = prefix + shortened(member.getKey(), 40);
            if (member.getValue().isObject()) {
                members(name + ".", member.getValue(), words);
            } else if (!name.equals("action")) {
                boolean secret = SECRET.matcher(member.getKey()).matches();
                String value = member.getValue().isTextual()
                        ? member.getValue().textValue()
                        : member.getValue().toString();
                words.add(name + "=" + (secret ? "..." : shortened(value, LONGEST_VALUE)));
            }
        }
    }

    /** On one line, and no longer than that. */
    static String shortened(String text, int longest) {
        String line = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]+", " ").strip();
        return Shortened.of(line, longest, "…");
    }
}
