package co.zencap.backup.alert;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.HttpStub;
import co.zencap.backup.testing.HttpStub.Answer;
import co.zencap.backup.testing.HttpStub.Asked;
import co.zencap.backup.testing.JumpingClock;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Far more alerts than anybody reads, and channels that are down. */
class AlertStormTest {
    private static final int ALERTS = 10_000;

    @TempDir
    Path folder;

    private final JumpingClock clock = new JumpingClock();
    private HttpStub receiver;
    private PostgresUrl catalog;
    private TestService service;

    @BeforeEach
    void start() throws Exception {
        receiver = new HttpStub(asked -> new Answer(204, ""));
        catalog = TestCluster.createDatabase();
        PostgresUrl shop = TestCluster.createDatabase();
        Databases.fill(shop);
        service = TestService.start(
                folder,
                Map.of(
                        "POSTGRES_URL_NON_POOLING",
                        Databases.text(shop),
                        "BACKUP_CATALOG_URL",
                        Databases.text(catalog),
                        "BACKUP_TEST_AFTER_BACKUP",
                        "false",
                        "BACKUP_MONITORING_WEBHOOK",
                        receiver.url() + "/hook"),
                routes -> routes.replace("period=15000&delay=20000", "period=500&delay=500"),
                clock);
    }

    @AfterEach
    void stop() throws Exception {
        service.close();
        receiver.close();
    }

    @Test
    void tenThousandAlertsNeitherStopABackupNorSendTenThousandMessages() throws Exception {
        var threads = Executors.newFixedThreadPool(4);
        var sent = new AtomicInteger();
        var storm = new ArrayList<Future<?>>();
        for (int i = 0; i < 4; i++) {
            storm.add(threads.submit((Callable<?>) () -> {
                for (int n = sent.getAndIncrement(); n < ALERTS; n = sent.getAndIncrement()) {
                    service.send("direct:alert", alert(n));
                }
                return null;
            }));
        }
        Awaitility.await().until(() -> sent.get() > 200);

        Operation backup = service.backup();
        int during = sent.get();
        for (Future<?> each : storm) {
            each.get();
        }
        threads.shutdown();

        assertThat(backup.state()).isEqualTo(State.SUCCEEDED);
        assertThat(during).as("alerts sent when the backup had ended").isLessThan(ALERTS);
        // Minutes go by; each of them brings a few messages that tell of all the others.
        Awaitility.await()
                .pollInterval(Duration.ofSeconds(2))
                .atMost(Duration.ofMinutes(5))
                .until(() -> {
                    clock.jump(MessageRate.WINDOW);
                    return count("channel = 'webhook' AND state = 'sent'") == ALERTS;
                });
        assertThat(receiver.asked().stream().mapToInt(AlertStormTest::told).sum())
                .isEqualTo(ALERTS);
        assertThat(receiver.asked().size()).isLessThan(200);
    }

    @Test
    void pastSoManyTheWorstAreToldOneByOneAndTheRestInOneMessage() {
        service.send("direct:alert", alert(0));
        Awaitility.await().until(() -> receiver.asked().size() == 1);
        Databases.execute(
                catalog,
                "INSERT INTO zencap.backup_monitoring_alerts (id, service, cause, over_by, at, seen_at, level, component,"
                        + " target, title, detail, hint, channels) SELECT 'many' || n, service, 'c' || n, 'quiet', at, at,"
                        + " CASE WHEN n = 40 THEN 'critical' ELSE 'warning' END, 'backup', 'shop', 'title ' || n, 'd', 'h',"
                        + " 'webhook' FROM zencap.backup_monitoring_alerts, generate_series(1, 40) n");
        Databases.execute(
                catalog,
                "INSERT INTO zencap.backup_notifications (alert_id, service, event, channel, at, next_at)"
                        + " SELECT id, service, 'opened', 'webhook', at, at FROM zencap.backup_monitoring_alerts"
                        + " WHERE id LIKE 'many%' ORDER BY id");

        Awaitility.await().until(() -> count("alert_id LIKE 'many%' AND state = 'sent'") == 40);

        List<JsonNode> messages =
                receiver.asked().stream().skip(1).map(Asked::json).toList();
        assertThat(messages).hasSize(9);
        assertThat(messages)
                .filteredOn(m -> m.path("event").asText().equals("opened"))
                .hasSize(8)
                .anyMatch(m -> m.path("level").asText().equals("critical"));
        assertThat(messages)
                .filteredOn(m -> m.path("event").asText().equals("digest"))
                .singleElement()
                .satisfies(digest -> {
                    assertThat(digest.path("count").asInt()).isEqualTo(32);
                    assertThat(digest.path("alerts")).hasSize(32);
                    assertThat(digest.path("level").asText()).isEqualTo("warning");
                    assertThat(digest.path("problem").path("title").asText())
                            .isEqualTo("32 alerts at once: 32 warning");
                    assertThat(digest.path("problem").path("detail").asText()).contains("title 1", "and 12 more");
                });
        assertThat(count("digest IS NOT NULL")).isEqualTo(32);
    }

    @Test
    void aChannelThatIsDownIsNotAskedByAllThatWaits() {
        receiver.answer(asked -> new Answer(503, ""));

        for (int n = 0; n < 8; n++) {
            service.send("direct:alert", alert(n));
        }

        Awaitility.await().until(() -> count("channel = 'webhook' AND answer IS NOT NULL") == 8);
        int asked = receiver.asked().size(); // some were on their way together
        service.send("direct:alert", alert(8));

        Awaitility.await().until(() -> count("channel = 'webhook' AND answer IS NOT NULL") == 9);
        assertThat(receiver.asked()).hasSize(asked).hasSizeBetween(5, 8);
        assertThat(Databases.query(
                        catalog, "SELECT DISTINCT answer FROM zencap.backup_notifications WHERE channel = 'webhook'"))
                .contains("It was not asked, as it did not take what it was told before");
        assertThat(count("channel = 'log' AND state = 'sent'")).isEqualTo(9);
    }

    private static int told(Asked message) {
        JsonNode document = message.json();
        return document.path("event").asText().equals("digest")
                ? document.path("count").asInt()
                : 1;
    }

    private Alert alert(int n) {
        return Alert.of(
                        Level.ERROR,
                        "backup",
                        "shop",
                        new Problem("Thing " + n + " failed", "It did", "look"),
                        clock.instant())
                .about("thing " + n);
    }

    private int count(String where) {
        return Integer.parseInt(
                Databases.query(catalog, "SELECT count(*) FROM zencap.backup_notifications WHERE " + where)
                        .get(0));
    }
}
