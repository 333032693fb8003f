package co.zencap.backup.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/** An HTTP service that stands in for one that bills, and can be told to fail. */
abstract class PaidService implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ConcurrentLinkedQueue<Answer> prepared = new ConcurrentLinkedQueue<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    /** An answer; one of status 0 never comes. */
    protected record Answer(int status, Map<String, String> headers, String body) {}

    PaidService() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    /** Its scheme, host and port. */
    public final String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What a further request is answered with, whatever it is. */
    public final void failWith(int status, Map<String, String> headers, String body) {
        prepared.add(new Answer(status, headers, body));
    }

    /** A further request is taken and never answered. */
    public final void hang() {
        prepared.add(new Answer(0, Map.of(), ""));
    }

    /** Each as {@code METHOD PATH}, those that failed included. */
    public final List<String> requests() {
        return List.copyOf(requests);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Answer failure = prepared.poll();
            Answer answer = failure == null ? answer(exchange, body) : failure;
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            if (answer.status() == 0) {
                LockSupport.parkNanos(java.time.Duration.ofSeconds(20).toNanos());
                return;
            }
            answer.headers()
                    .forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /** The answer to a request, as the service's documentation has it. */
    abstract Answer answer(HttpExchange exchange, String body) throws IOException;

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
