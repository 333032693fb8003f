package co.zencap.backup.testing;

import co.zencap.backup.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Slack as its public documentation describes it: two methods of its API, a webhook, and answers to presses. */
public final class SlackServer extends PaidService {
    public static final String TOKEN = "xoxb-1234-T0KEN";
    public static final String CHANNEL = "C0ALERTS";
    public static final String HOOK = "/services/T0/B0/H00K";

    private final List<Message> messages = new CopyOnWriteArrayList<>();

    /**
     * One message as it is shown.
     *
     * @param way how it came: chat.postMessage, chat.update, webhook, answer
     * @param ts its name
     */
    public record Message(String way, String ts, JsonNode document) {

        /** All that is read in it. */
        public String shown() {
            return SlackRules.texts(document).toString();
        }

        public List<String> buttons() {
            return document.path("blocks").findValuesAsText("action_id");
        }

        public String thread() {
            return document.path("thread_ts").asText();
        }
    }

    public SlackServer() throws IOException {}

    /** All that was taken, changes and answers, too. */
    public List<Message> messages() {
        return List.copyOf(messages);
    }

    @Override
    Answer answer(HttpExchange exchange, String body) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String type = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Type"))
                .orElse("");
        if (!exchange.getRequestMethod().equals("POST") || !type.startsWith("application/json")) {
            return new Answer(405, Map.of(), "");
        }
        JsonNode document = Json.MAPPER.readTree(body);
        if (path.startsWith("/api/")) {
            return api(
                    path.substring("/api/".length()),
                    exchange.getRequestHeaders().getFirst("Authorization"),
                    document);
        }
        if (path.equals(HOOK)) {
            List<String> wrong = SlackRules.wrong(document);
            return wrong.isEmpty() ? taken("webhook", document, "ok") : new Answer(400, Map.of(), wrong.get(0));
        }
        if (path.startsWith("/actions/")) {
            return taken("answer", document, "{\"ok\":true}");
        }
        return new Answer(404, Map.of(), "no_service");
    }

    private Answer api(String method, String authorization, JsonNode document) {
        if (authorization == null) {
            return refused("not_authed");
        }
        if (!authorization.equals("Bearer " + TOKEN)) {
            return refused("invalid_auth");
        }
        List<String> wrong = SlackRules.wrong(document);
        if (!wrong.isEmpty()) {
            return refused(wrong.get(0).equals("no_text") ? "no_text" : "invalid_blocks");
        }
        String channel = document.path("channel").asText();
        return switch (method) {
            case "chat.postMessage" -> !List.of(CHANNEL, "#alerts").contains(channel)
                    ? refused("channel_not_found")
                    : document.has("thread_ts")
                                    && !isThere(document.path("thread_ts").asText())
                            ? refused("thread_not_found")
                            : taken("chat.postMessage", document, null);
                // Only ids name a channel here.
            case "chat.update" -> !channel.equals(CHANNEL)
                    ? refused("channel_not_found")
                    : !isThere(document.path("ts").asText())
                            ? refused("message_not_found")
                            : taken("chat.update", document, null);
            default -> refused("unknown_method");
        };
    }

    private boolean isThere(String ts) {
        return messages.stream().anyMatch(message -> message.ts().equals(ts));
    }

    private synchronized Answer taken(String way, JsonNode document, String answer) {
        String ts = document.path("ts").asText("1503435956.%06d".formatted(messages.size()));
        messages.add(new Message(way, ts, document));
        return answer != null
                ? new Answer(200, Map.of(), answer)
                : new Answer(
                        200,
                        Map.of("Content-Type", "application/json; charset=utf-8"),
                        "{\"ok\":true,\"channel\":\"" + CHANNEL + "\",\"ts\":\"" + ts + "\",\"message\":{}}");
    }

    private static Answer refused(String error) {
        return new Answer(200, Map.of(), "{\"ok\":false,\"error\":\"" + error + "\"}");
    }
}
