package co.zencap.backup.alert.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.HttpStub;
import co.zencap.backup.testing.HttpStub.Answer;
import co.zencap.backup.testing.HttpStub.Asked;
import co.zencap.backup.testing.JumpingClock;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What BACKUP_MONITORING_WEBHOOK and DISASTER_WEBHOOK_URL get. */
class OwnWebhooksTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    @TempDir
    Path folder;

    private final JumpingClock clock = new JumpingClock();
    private HttpStub receiver;
    private PostgresUrl catalog;
    private TestService service;

    @BeforeEach
    void startReceiver() throws Exception {
        receiver = new HttpStub(asked -> new Answer(204, ""));
        catalog = TestCluster.createDatabase();
    }

    private void start(Map<String, String> more) throws Exception {
        var variables = new HashMap<String, String>(Map.of(
                "POSTGRES_URL_NON_POOLING",
                Databases.text(TestCluster.createDatabase()),
                "BACKUP_CATALOG_URL",
                Databases.text(catalog),
                "BACKUP_MONITORING_WEBHOOK",
                receiver.url() + "/monitoring",
                "DISASTER_WEBHOOK_URL",
                receiver.url() + "/disaster",
                "BACKUP_WEBHOOK_SECRET",
                SECRET));
        variables.putAll(more);
        service = TestService.start(
                folder, variables, routes -> routes.replace("period=15000&delay=20000", "period=500&delay=500"), clock);
    }

    @AfterEach
    void stop() throws Exception {
        service.close();
        receiver.close();
    }

    @Test
    void theyAreSignedAndEachTryForItself() throws Exception {
        start(Map.of());
        receiver.answer(asked -> new Answer(receiver.asked().isEmpty() ? 500 : 204, ""));

        service.send("direct:alert", alert(Level.ERROR, "backup"));
        Awaitility.await().until(() -> receiver.asked().size() == 1);
        clock.jump(Duration.ofSeconds(40));
        Awaitility.await().until(() -> receiver.asked().size() == 2);

        assertThat(receiver.asked()).allSatisfy(asked -> {
            Instant at = Instant.ofEpochSecond(Long.parseLong(asked.headers().get("webhook-timestamp")));
            assertThat(asked.headers().get("webhook-id"))
                    .isEqualTo(asked.headers().get("idempotency-key"))
                    .isEqualTo(asked.json().path("id").asText());
            assertThat(asked.headers().get("webhook-signature"))
                    .isEqualTo(Signature.by(SECRET).of(asked.headers().get("webhook-id"), at, asked.body()));
        });
        assertThat(receiver.asked())
                .extracting(asked -> asked.headers().get("webhook-timestamp"))
                .doesNotHaveDuplicates();
    }

    /** What is documented may be added to, and nothing of it may go. */
    @Test
    void theirDocumentIsTheDocumentedOne() throws Exception {
        start(Map.of());

        service.send("direct:alert", alert(Level.ERROR, "backup"));

        Awaitility.await().until(() -> receiver.asked().size() == 1);
        assertThat(receiver.asked().get(0).json().fieldNames())
                .toIterable()
                .containsExactly(
                        "schema",
                        "id",
                        "event",
                        "level",
                        "component",
                        "target",
                        "cause",
                        "problem",
                        "operationId",
                        "backupId",
                        "at",
                        "seenAt",
                        "times",
                        "resolvedAt",
                        "resolution");
        assertThat(receiver.asked().get(0).json().path("schema").asText()).isEqualTo("zencap-alert/1");
    }

    @Test
    void recoveriesGetTheirOwn() throws Exception {
        start(Map.of());

        service.send("direct:alert", alert(Level.CRITICAL, "backup"));
        service.send("direct:alert", alert(Level.CRITICAL, "recovery"));
        service.send("direct:alert", alert(Level.ERROR, "upload"));

        Awaitility.await().until(() -> receiver.asked().size() == 4);
        assertThat(told("/monitoring")).containsExactlyInAnyOrder("backup", "recovery", "upload");
        assertThat(told("/disaster")).containsExactly("recovery");
    }

    @Test
    void anAddressInsideIsNotAskedUnlessThatIsAllowed() throws Exception {
        start(Map.of("BACKUP_ALLOW_INTERNAL_ADDRESSES", "false"));

        service.send("direct:alert", alert(Level.ERROR, "backup"));

        Awaitility.await().untilAsserted(() -> assertThat(Databases.query(
                        catalog, "SELECT answer FROM zencap.backup_notifications WHERE channel = 'webhook'"))
                .singleElement()
                .asString()
                .startsWith("Its address is one inside"));
        assertThat(receiver.asked()).isEmpty();
    }

    @Test
    void whoWantsToBeLeftAloneForAWhileIs() throws Exception {
        start(Map.of());
        receiver.answer(asked -> new Answer(429, "too many", Map.of("Retry-After", "120")));

        service.send("direct:alert", alert(Level.ERROR, "backup"));

        Awaitility.await().untilAsserted(() -> assertThat(Databases.query(
                        catalog,
                        "SELECT answer || ' ' || (next_at - ended.at BETWEEN '100 seconds' AND '600 seconds')"
                                + " FROM zencap.backup_notifications, (SELECT max(at) AS at"
                                + " FROM zencap.backup_monitoring_alerts) ended WHERE channel = 'webhook'"))
                .containsExactly("It answered 429: too many true"));
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        start(Map.of());
        receiver.answer(asked -> new Answer(307, ""));

        service.send("direct:alert", alert(Level.ERROR, "backup"));

        Awaitility.await().untilAsserted(() -> assertThat(Databases.query(
                        catalog, "SELECT answer FROM zencap.backup_notifications WHERE channel = 'webhook'"))
                .containsExactly("It answered 307"));
    }

    private List<String> told(String path) {
        return receiver.asked().stream()
                .filter(asked -> asked.uri().equals(path))
                .map(Asked::json)
                .map(document -> document.path("component").asText())
                .toList();
    }

    private Alert alert(Level level, String component) {
        return Alert.of(level, component, "shop", new Problem("It failed", "why", "look"), clock.instant());
    }
}
