package co.zencap.backup.mail;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.alert.Ending;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.JumpingClock;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What SendGrid gets of alerts, and what becomes of what it does not take. */
class SendGridRoutesTest {
    private static final String KEY = "SG.the-key.of-the-operator";

    @TempDir
    static Path folder;

    private static final JumpingClock CLOCK = new JumpingClock();
    private static final PostgresUrl CATALOG = TestCluster.createDatabase();
    private static SendGridStub sendGrid;
    private static TestService service;
    private String id;
    private int before;

    @BeforeAll
    static void start() throws Exception {
        sendGrid = new SendGridStub(KEY);
        service = TestService.start(
                folder,
                Map.of(
                        "POSTGRES_URL_NON_POOLING",
                        Databases.text(TestCluster.createDatabase()),
                        "BACKUP_CATALOG_URL",
                        Databases.text(CATALOG),
                        "BACKUP_ALERT_EMAILS",
                        "ops@example.org,dba@example.org",
                        "BACKUP_ESCALATION_EMAILS",
                        "cto@example.org,OPS@example.org",
                        "SENDGRID_API_KEY",
                        KEY,
                        "SENDGRID_FROM_EMAIL",
                        "backup@zencap.example",
                        "BACKUP_SENDGRID_URL",
                        sendGrid.url()),
                routes -> routes.replace("period=15000&delay=20000", "period=500&delay=500"),
                CLOCK);
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
        sendGrid.close();
    }

    @BeforeEach
    void another(TestInfo test) {
        id = "a" + Math.abs(test.getDisplayName().hashCode());
        before = sendGrid.taken().size();
        service.closeBreaker("email");
    }

    @AfterEach
    void allWasAsDocumented() {
        assertThat(sendGrid.violations()).isEmpty();
        Databases.execute(CATALOG, "UPDATE zencap.backup_monitoring_alerts SET resolved_at = now()");
    }

    @Test
    void itGetsOneRequestForAllRecipients() {
        send(Level.ERROR);

        JsonNode request = awaitTaken(1);
        assertThat(recipients(request)).containsExactly("ops@example.org", "dba@example.org");
        assertThat(request.path("from").path("email").asText()).isEqualTo("backup@zencap.example");
        assertThat(request.path("subject").asText()).isEqualTo("[ZenCap Backup] ERROR shop: The backup failed " + id);
        assertThat(request.path("content").path(0).path("value").asText()).contains("Größe <b>");
        assertThat(request.path("content").path(1).path("value").asText()).contains("Größe &lt;b&gt;");
        assertThat(request.path("headers").path("Message-ID").asText()).isEqualTo("<" + id + "@zencap.example>");
        assertThat(request.path("tracking_settings")
                        .path("click_tracking")
                        .path("enable")
                        .asBoolean(true))
                .isFalse();
        awaitOutcome("sent 1 ");
    }

    @Test
    void theNextPersonIsToldOnceAndInTheSameThread() {
        send(Level.CRITICAL);
        awaitTaken(1);

        CLOCK.jump(Duration.ofMinutes(31));

        JsonNode request = awaitTaken(2);
        assertThat(recipients(request)).containsExactly("ops@example.org", "dba@example.org", "cto@example.org");
        assertThat(request.path("headers").path("References").asText()).isEqualTo("<" + id + "@zencap.example>");
        assertThat(request.path("headers").path("Message-ID").asText())
                .isEqualTo("<" + id + ".escalated-1@zencap.example>");
    }

    @ParameterizedTest
    @CsvSource({
        "401, The provided authorization grant is invalid",
        "413, The JSON payload is too large",
        "500, Internal error",
        "503, Not available"
    })
    void whatItDoesNotTakeIsSaidAndTriedAgain(int status, String message) {
        sendGrid.refuse(status, Map.of(), message);

        send(Level.ERROR);
        awaitOutcome("waiting 1 It answered " + status + ": {\"errors\":[{\"message\":\"" + message);
        CLOCK.jump(Duration.ofSeconds(20));

        awaitTaken(1);
        awaitOutcome("sent 2 ");
    }

    @Test
    void whenItHasHadTooMuchItIsAskedAgainWhenItSaysSoAndNotBefore() {
        Instant reset = CLOCK.instant().plus(Duration.ofMinutes(20));
        sendGrid.refuse(
                429,
                Map.of("X-RateLimit-Remaining", "0", "X-RateLimit-Reset", Long.toString(reset.getEpochSecond())),
                "too many requests");

        send(Level.ERROR);
        awaitOutcome("waiting 1 It answered 429");
        CLOCK.jump(Duration.ofMinutes(18));
        Awaitility.await()
                .during(Duration.ofSeconds(2))
                .until(() -> sendGrid.taken().size() == before);

        CLOCK.jump(Duration.ofMinutes(3));
        awaitTaken(1);
    }

    @Test
    void theKeyIsNowhereToBeSeen() {
        sendGrid.refuse(401, Map.of(), "no");
        send(Level.ERROR);
        awaitOutcome("waiting 1 It answered 401");

        assertThat(service.camel().getEndpoints())
                .noneMatch(endpoint -> endpoint.getEndpointUri().contains(KEY));
        assertThat(service.settings().toString()).doesNotContain(KEY);
        CLOCK.jump(Duration.ofSeconds(20));
        awaitTaken(1);
    }

    private void send(Level level) {
        service.send(
                "direct:alert",
                new Alert(
                        id,
                        "cause " + id,
                        Ending.quiet(),
                        level,
                        "backup",
                        "shop",
                        new Problem("The backup failed " + id, "Größe <b>", "look"),
                        null,
                        null,
                        CLOCK.instant(),
                        ""));
    }

    /** The newest of so many. */
    private JsonNode awaitTaken(int count) {
        List<JsonNode> taken = Awaitility.await().until(sendGrid::taken, all -> all.size() == before + count);
        return taken.get(taken.size() - 1);
    }

    private void awaitOutcome(String begin) {
        Awaitility.await().untilAsserted(() -> assertThat(Databases.query(
                        CATALOG,
                        "SELECT state || ' ' || attempts || ' ' || coalesce(answer, '') FROM zencap.backup_notifications"
                                + " WHERE channel = 'email' AND alert_id = '" + id + "'"))
                .hasSize(1)
                .allMatch(outcome -> outcome.startsWith(begin)));
    }

    private static List<String> recipients(JsonNode request) {
        return StreamSupport.stream(
                        request.path("personalizations").path(0).path("to").spliterator(), false)
                .map(to -> to.path("email").asText())
                .toList();
    }
}
