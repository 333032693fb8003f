package co.zencap.backup.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Answers as told and writes down what it is asked; any call without the key gets 401, as from the real one. */
public final class TestApi implements AutoCloseable {
    public static final String KEY = "k".repeat(40);

    private final HttpServer server;
    private final Map<String, Deque<Answer>> answers = new HashMap<>();
    private final List<String> requests = new ArrayList<>();

    private record Answer(int status, String body) {}

    public TestApi() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::serve);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The answer to the next such call; the last one given is kept for all that follow. */
    public synchronized TestApi answer(String methodAndPath, int status, String body) {
        answers.computeIfAbsent(methodAndPath, k -> new ArrayDeque<>()).add(new Answer(status, body));
        return this;
    }

    /** Each as {@code METHOD PATH BODY}. */
    public synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    private synchronized void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String call = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add((call + " " + body).strip());
            boolean authorised =
                    ("Bearer " + KEY).equals(exchange.getRequestHeaders().getFirst("Authorization"));
            Deque<Answer> prepared = answers.getOrDefault(call, new ArrayDeque<>());
            Answer answer = !authorised
                    ? new Answer(401, problem("Not authorised", "The key is wrong.", "Set ADMIN_API_KEY."))
                    : prepared.isEmpty()
                            ? new Answer(500, "unexpected call")
                            : prepared.size() > 1 ? prepared.poll() : prepared.peek();
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /** A problem document. */
    public static String problem(String title, String detail, String hint) {
        return """
                {"type":"about:blank","title":"%s","status":400,"detail":"%s","hint":"%s"}"""
                .formatted(title, detail, hint);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
