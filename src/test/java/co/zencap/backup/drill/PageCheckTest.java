package co.zencap.backup.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.settings.Settings.TestPage;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PageCheckTest {
    private static final Duration SHORT = Duration.ofMillis(1200);

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer application;

    @BeforeEach
    void start() throws IOException {
        application = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        application.setExecutor(threads);
        application.start();
    }

    @AfterEach
    void stop() {
        application.stop(0);
        threads.shutdownNow();
    }

    @Test
    void anApplicationMayTakeItsTimeToStart() throws Exception {
        on("/health", exchange -> exchange.sendResponseHeaders(asked.size() < 3 ? 503 : 204, -1));

        assertThat(check("/health?token=secret", Duration.ofSeconds(30)).run()).isEqualTo(204);
        assertThat(asked).hasSize(3).containsOnly("/health?token=secret");
    }

    @Test
    void oneThatDoesNotComeUpIsSaidWithoutItsSecret() {
        on("/health", exchange -> exchange.sendResponseHeaders(500, -1));

        assertThatThrownBy(() -> check("/health?token=secret", SHORT).run())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("http://127.0.0.1:" + port() + " answers with status 500")
                .hasMessageContaining("HINT:")
                .hasMessageNotContaining("secret");
    }

    @Test
    void whereNobodyListensNobodyAnswers() throws IOException {
        int free;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }

        assertThatThrownBy(() -> new PageCheck(new TestPage(URI.create("http://127.0.0.1:" + free + "/"), SHORT)).run())
                .hasMessageContaining("does not answer (ConnectException)");
    }

    /** A connection that is taken and never served would hold the test up for ever. */
    @Test
    void silenceEndsWithTheTime() throws IOException {
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            URI url = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/");
            long before = System.nanoTime();

            assertThatThrownBy(() -> new PageCheck(new TestPage(url, SHORT)).run())
                    .hasMessageContaining("does not answer");
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void aPageWithoutEndIsNotRead() throws IOException {
        on("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] block = new byte[1 << 16];
            try (OutputStream body = exchange.getResponseBody()) {
                while (!Thread.currentThread().isInterrupted()) {
                    body.write(block);
                }
            }
        });

        assertThat(check("/", Duration.ofSeconds(30)).run()).isEqualTo(200);
    }

    @Test
    void redirectsAreFollowedOnTheServerOnly() throws Exception {
        on("/", exchange -> redirect(exchange, "/login"));
        on("/login", exchange -> exchange.sendResponseHeaders(200, -1));
        on("/away", exchange -> redirect(exchange, "http://localhost:" + port() + "/login"));
        on("/round", exchange -> redirect(exchange, "/round"));

        assertThat(check("/", SHORT).run()).isEqualTo(200);
        asked.clear();
        assertThatThrownBy(() -> check("/away", SHORT).run()).hasMessageContaining("sends to another server");
        assertThat(asked).containsOnly("/away");
        assertThatThrownBy(() -> check("/round", SHORT).run()).hasMessageContaining("more than 5 times");
    }

    private static void redirect(HttpExchange exchange, String to) throws IOException {
        exchange.getResponseHeaders().set("Location", to);
        exchange.sendResponseHeaders(302, -1);
    }

    private void on(String path, HttpHandler handler) {
        application.createContext(path, exchange -> {
            asked.add(exchange.getRequestURI().toString());
            try (exchange) {
                handler.handle(exchange);
            }
        });
    }

    private PageCheck check(String path, Duration limit) {
        return new PageCheck(new TestPage(URI.create("http://127.0.0.1:" + port() + path), limit));
    }

    private int port() {
        return application.getAddress().getPort();
    }
}
