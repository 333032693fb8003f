package co.zencap.backup.mail;

import co.zencap.backup.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers as SendGrid's Mail Send API does, and holds each request against what its public documentation demands. */
final class SendGridStub implements AutoCloseable {
    /** Headers that SendGrid's documentation reserves. */
    private static final Set<String> RESERVED = Set.of(
            "x-sg-id",
            "x-sg-eid",
            "received",
            "dkim-signature",
            "content-type",
            "content-transfer-encoding",
            "to",
            "from",
            "subject",
            "reply-to",
            "cc",
            "bcc");

    private final HttpServer server;
    private final String key;
    private final List<JsonNode> taken = new CopyOnWriteArrayList<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final Queue<Refusal> refusals = new ConcurrentLinkedQueue<>();

    /** An answer other than 202. */
    record Refusal(int status, Map<String, String> headers, String body) {}

    SendGridStub(String key) throws IOException {
        this.key = key;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Refuses the next request. */
    void refuse(int status, Map<String, String> headers, String message) {
        refusals.add(new Refusal(
                status, headers, "{\"errors\":[{\"message\":\"" + message + "\",\"field\":null,\"help\":null}]}"));
    }

    List<JsonNode> taken() {
        return taken;
    }

    List<String> violations() {
        return violations;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Refusal refusal = refusals.poll();
            if (refusal == null
                    && !("Bearer " + key).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                refusal = new Refusal(401, Map.of(), "{\"errors\":[{\"message\":\"authorization required\"}]}");
            }
            if (refusal != null) {
                refusal.headers().forEach(exchange.getResponseHeaders()::set);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                byte[] said = refusal.body().getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(refusal.status(), said.length);
                exchange.getResponseBody().write(said);
                return;
            }
            check(exchange, body);
            taken.add(Json.MAPPER.readTree(body));
            exchange.getResponseHeaders().set("X-Message-Id", "abc");
            exchange.sendResponseHeaders(202, -1);
        }
    }

    private void check(HttpExchange exchange, byte[] body) throws IOException {
        demand("POST".equals(exchange.getRequestMethod()), "the method is POST");
        demand("/v3/mail/send".equals(exchange.getRequestURI().toString()), "the path is /v3/mail/send");
        demand(
                exchange.getRequestHeaders().getFirst("Content-Type").startsWith("application/json"),
                "the content type is JSON");
        demand(body.length < 30_000_000, "a message is smaller than 30 MB");
        JsonNode request = Json.MAPPER.readTree(body);
        demand(request.path("from").path("email").asText().contains("@"), "there is a from with an email");
        demand(!request.path("subject").asText().isEmpty(), "there is a subject");
        demand(!request.path("subject").asText().contains("\n"), "the subject is one line");
        checkRecipients(request.path("personalizations"));
        var types = new ArrayList<String>();
        for (JsonNode content : request.path("content")) {
            types.add(content.path("type").asText());
            demand(!content.path("value").asText().isEmpty(), "content is not empty");
        }
        demand(types.equals(List.of("text/plain", "text/html")), "text/plain comes first, then text/html");
        request.path("headers").fields().forEachRemaining(header -> {
            demand(!RESERVED.contains(header.getKey().toLowerCase(Locale.ROOT)), header.getKey() + " is not reserved");
            demand(header.getValue().isTextual(), "headers are strings");
            demand(header.getValue().asText().matches("[ -~]+"), "headers are one line of ASCII");
        });
    }

    private void checkRecipients(JsonNode personalizations) {
        demand(personalizations.isArray() && !personalizations.isEmpty(), "there are personalizations");
        int count = 0;
        for (JsonNode each : personalizations) {
            var unique = new HashSet<String>();
            demand(!each.path("to").isEmpty(), "each has a to");
            for (JsonNode to : each.path("to")) {
                demand(to.path("email").asText().matches("[^@\\s]+@[^@\\s]+"), "each recipient has an email");
                demand(
                        unique.add(to.path("email").asText().toLowerCase(Locale.ROOT)),
                        "each address is unique among to, cc and bcc");
                count++;
            }
        }
        demand(count <= 1000, "there are no more than 1,000 recipients");
    }

    private void demand(boolean met, String what) {
        if (!met) {
            violations.add("not so: " + what);
        }
    }
}
