package co.zencap.backup.alert.webhook;

import co.zencap.backup.alert.Alert.Level;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * How a service wants to be told; a file of {@code config/webhook-formats}. Texts have places like {@code ${title:255}},
 * which are filled with at most so many characters.
 *
 * @param url of a service that has one address for all; null where each customer has its own
 * @param ticket whether it keeps something open until it is told that all is well again
 * @param headers of each request
 * @param words that places may name, where the webhook has none of its own
 * @param levels words for each level, and for {@code resolved}
 * @param find asks whether there is a ticket; null where the service knows that by itself
 * @param open of what is new
 * @param again of what is worse, or goes on to the next person; null: as what is new
 * @param close of what is over
 */
public record WebhookFormat(
        URI url,
        boolean ticket,
        Map<String, String> headers,
        Map<String, String> words,
        Map<String, Map<String, JsonNode>> levels,
        Call find,
        Call open,
        Call again,
        Call close) {
    /** Its level of what is over. */
    static final String RESOLVED = "resolved";

    public WebhookFormat {
        headers = headers == null ? Map.of() : Map.copyOf(headers);
        words = words == null ? Map.of() : Map.copyOf(words);
        levels = levels == null ? Map.of() : Map.copyOf(levels);
        if (open == null || close == null) {
            throw new IllegalArgumentException("It does not say what is sent to open, and what to close.");
        }
    }

    /** All places that its requests name. */
    Set<String> places() {
        var names = new TreeSet<String>();
        headers.values().forEach(text -> names.addAll(Places.in(text)));
        Stream.of(find, open, again, close).filter(Objects::nonNull).forEach(call -> {
            names.addAll(Places.in(call.path()));
            names.addAll(Places.in(String.valueOf(call.body())));
        });
        return names;
    }

    /** Words that each level of an alert has. */
    Set<String> levelWords() {
        return Stream.of(Level.values())
                .map(level -> levels.getOrDefault(level.name().toLowerCase(Locale.ROOT), Map.of())
                        .keySet())
                .reduce((some, others) -> {
                    var both = new TreeSet<String>(some);
                    both.retainAll(others);
                    return both;
                })
                .orElseThrow();
    }

    /**
     * A request.
     *
     * @param method of HTTP; null: POST
     * @param path behind the webhook's address; null: none
     * @param body null: none
     * @param answer where in the answer the ticket's id is, as a JSON pointer; null where none is looked for
     */
    public record Call(String method, String path, JsonNode body, String answer) {
        public Call {
            method = method == null ? "POST" : method;
            path = path == null ? "" : path;
        }
    }
}
