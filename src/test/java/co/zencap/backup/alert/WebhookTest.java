package co.zencap.backup.alert;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.json.Json;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a webhook's receiver gets, and what happens when it does not take it. */
class WebhookTest {
    private static final Alert ALERT = Alert.of(
            Level.ERROR,
            "backup",
            "shop",
            new Problem("The backup of shop failed", "Größe ≠ expected", "look"),
            "op1",
            null,
            Instant.parse("2026-01-02T03:04:05Z"));

    @TempDir
    Path folder;

    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedQueue<Integer> answers = new ConcurrentLinkedQueue<>();
    private HttpServer receiver;
    private PostgresUrl catalog;
    private TestService service;

    private record Received(String method, String uri, String type, String key, String body) {}

    @BeforeEach
    void start() throws Exception {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", this::receive);
        receiver.start();
        catalog = TestCluster.createDatabase();
        service = start(folder, Databases.text(catalog));
    }

    private TestService start(Path home, String catalogUrl) throws Exception {
        return TestService.start(
                home,
                Map.of(
                        "POSTGRES_URL_NON_POOLING",
                        Databases.text(TestCluster.createDatabase()),
                        "BACKUP_CATALOG_URL",
                        catalogUrl,
                        "BACKUP_MONITORING_WEBHOOK",
                        "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hooks/T0KEN?channel=ops&a=%26"),
                routes -> routes.replace("period=60000&delay=50000", "period=1000&delay=1000")
                        .replace("redeliveryDelay: \"1000\"", "redeliveryDelay: \"50\""));
    }

    @AfterEach
    void stop() throws IOException {
        service.close();
        receiver.stop(0);
    }

    @Test
    void itGetsTheAlertAsJson() throws Exception {
        send();

        assertThat(received).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.uri()).isEqualTo("/hooks/T0KEN?channel=ops&a=%26");
            assertThat(request.type()).startsWith("application/json");
            assertThat(request.key()).isEqualTo(ALERT.id());
        });
        JsonNode document = Json.MAPPER.readTree(received.get(0).body());
        assertThat(document.path("level").asText()).isEqualTo("error");
        assertThat(document.path("problem").path("detail").asText()).isEqualTo("Größe ≠ expected");
        assertThat(document.path("operationId").asText()).isEqualTo("op1");
        assertThat(alertsInCatalog()).containsExactly(ALERT.id());
    }

    @Test
    void oneThatFailsIsTriedAgainWithTheSameKey() {
        answers.add(503);

        send();

        assertThat(received).extracting(Received::key).containsExactly(ALERT.id(), ALERT.id());
    }

    @Test
    void oneThatGoesOnFailingKeepsNothingElseFromBeingTold() {
        answers.addAll(List.of(500, 500, 500, 500));

        send();

        assertThat(received).hasSize(4);
        assertThat(alertsInCatalog()).containsExactly(ALERT.id());
    }

    @Test
    void whatItDidNotTakeItGetsLater() {
        answers.addAll(List.of(500, 500, 500, 500));
        send();

        Databases.execute(catalog, "UPDATE zencap.backup_monitoring_alerts SET at = now()");

        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(Databases.query(
                        catalog, "SELECT id FROM zencap.backup_monitoring_alerts WHERE NOT undelivered"))
                .containsExactly(ALERT.id()));
        assertThat(received).hasSize(5).extracting(Received::key).containsOnly(ALERT.id());
    }

    @Test
    void itIsToldAlsoWhatCanBeWrittenDownNowhere() throws Exception {
        service.close();
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.createDirectories(other.resolve("work/catalog-journal.jsonl/in-the-way"));
        service = start(other, "postgresql://postgres:x@127.0.0.1:1/catalog");

        send();

        assertThat(received).extracting(Received::key).containsExactly(ALERT.id());
    }

    @Test
    void itsTokenIsInNoEndpoint() {
        send();

        assertThat(service.camel().getEndpoints())
                .noneMatch(e -> e.getEndpointUri().contains("T0KEN"));
    }

    private void send() {
        try (var routes = service.camel().createProducerTemplate()) {
            routes.sendBody("direct:alert", ALERT);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> alertsInCatalog() {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(
                        () -> Databases.query(catalog, "SELECT id FROM zencap.backup_monitoring_alerts"),
                        ids -> !ids.isEmpty());
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            var headers = exchange.getRequestHeaders();
            received.add(new Received(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    headers.getFirst("Content-Type"),
                    headers.getFirst("Idempotency-Key"),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            Integer status = answers.poll();
            exchange.sendResponseHeaders(status == null ? 204 : status, -1);
        }
    }
}
