package co.zencap.backup.report;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.JumpingClock;
import co.zencap.backup.testing.MailServer;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Files;
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

/** What a reader gets of a report, when, and how often. */
class ReportRoutesTest {
    @TempDir
    Path folder;

    private final JumpingClock clock = new JumpingClock();
    private PostgresUrl catalog;
    private MailServer server;
    private TestService service;

    @BeforeEach
    void start() throws Exception {
        server = MailServer.plain();
        catalog = TestCluster.createDatabase();
        service = start(folder, Map.of());
        Awaitility.await().until(() -> !Databases.query(catalog, "SELECT to_regclass('zencap.backup_reports')")
                .contains(null));
    }

    @AfterEach
    void stop() throws Exception {
        service.close();
        server.close();
    }

    private TestService start(Path home, Map<String, String> more) throws Exception {
        var variables = new HashMap<String, String>(more);
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(TestCluster.createDatabase()));
        variables.put("BACKUP_CATALOG_URL", Databases.text(catalog));
        variables.put("BACKUP_TARGET", "shop");
        variables.put("BACKUP_ALERT_EMAILS", "ops@example.org");
        variables.put("BACKUP_ESCALATION_EMAILS", "cto@example.org");
        variables.put("BACKUP_SMTP_URL", "smtp://127.0.0.1:" + server.port());
        variables.put("BACKUP_SMTP_STARTTLS", "false");
        variables.put("BACKUP_SMTP_FROM", "backup@zencap.example");
        variables.put("BACKUP_TIME_ZONE", "Asia/Tokyo");
        return TestService.start(
                home,
                variables,
                routes -> routes.replace("period=30000&delay=25000", "period=500&delay=500")
                        .replace("period=15000&delay=20000", "period=500&delay=500"),
                clock);
    }

    @Test
    void theDailyReportTellsAllThatThereIsToTell() throws Exception {
        haveHistory();

        service.send("direct:begin-report", "daily");

        MimeMessage message = server.await(1).get(0);
        assertThat(message.getSubject())
                .startsWith("[ZenCap Backup] Daily report of shop, ")
                .endsWith(" things to see to");
        assertThat(message.getAllRecipients()).hasSize(1);
        String text = (String) MailServer.part(message, 0).getContent();
        String html = (String) MailServer.part(message, 1).getContent();
        assertThat(text)
                .contains(
                        "1 of 25 backups of shop failed in the last 24 hours.",
                        "1 verification of shop failed in the last 24 hours.",
                        "1 restoration test failed in the last 24 hours.",
                        "2 alerts are open.",
                        // the newest is damaged: the last good one is the one before
                        "- shop: Last good backup ",
                        " (2 h ago), 1.0 MB in local; Succeeded 24 of 25 (96 %), before 100 %;"
                                + " Size 1.0 MB (+100 %); Duration 1 min (+100 %)",
                        "- shop-full: Last good backup none; Succeeded none ended",
                        "- shop: Passed 1; Failed 1;",
                        "- quickTest of shop: Passed 1; Failed 1;",
                        "recovery point of shop",
                        "- local: Holds 3.0 GB; Grows a day +1.0 GB; Free ",
                        "The bucket <is> away",
                        "nobody has taken it",
                        "resolved ",
                        "It was over.",
                        "JST")
                .doesNotContain("of another service");
        assertThat(html)
                .contains("The bucket &lt;is&gt; away", "bgcolor", "1 of 25 backups of shop failed", "3.0 GB")
                .doesNotContain("<is>", "http:", "src=");
        Awaitility.await().untilAsserted(() -> assertThat(reports()).containsExactly("daily sent 1"));
    }

    @Test
    void ofAnEmptyCatalogItTellsThatThereIsNothing() throws Exception {
        service.send("direct:begin-report", "weekly");

        String text = (String) MailServer.part(server.await(1).get(0), 0).getContent();
        assertThat(text)
                .contains("Weekly report", "Last good backup none", "No alert is open.", "There is no whole backup.")
                .contains("Nothing has been measured yet", "No copy was read back in the last 7 days.");
    }

    @Test
    void twoNodesSendItOnce() throws Exception {
        try (TestService other = start(Files.createDirectory(folder.resolve("other")), Map.of())) {
            service.send("direct:begin-report", "daily");
            other.send("direct:begin-report", "daily");

            server.await(1);
            Awaitility.await().untilAsserted(() -> assertThat(reports()).allMatch(r -> r.startsWith("daily sent")));
            Awaitility.await()
                    .during(Duration.ofSeconds(3))
                    .until(() -> server.received().size() == reports().size());
            assertThat(reports()).hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void whatANodeTookAndDidNotSendAnotherOneSends() throws Exception {
        Databases.execute(
                catalog,
                "INSERT INTO zencap.backup_reports (service, period, until, next_at, claimed_until, attempts)"
                        + " VALUES ('shop', 'daily', now(), now(), now() + INTERVAL '5 minutes', 1)");
        Awaitility.await().during(Duration.ofSeconds(2)).until(() -> server.received()
                .isEmpty());

        clock.jump(Duration.ofMinutes(6));

        assertThat((String) MailServer.part(server.await(1).get(0), 0).getContent())
                .contains("It was delayed");
    }

    @Test
    void aMailServerThatIsAwayDelaysItAndSomebodyIsToldBeforeLong() throws Exception {
        server.stop();
        service.send("direct:begin-report", "daily");
        for (int attempt = 1; attempt <= 6; attempt++) {
            int done = attempt;
            Awaitility.await().untilAsserted(() -> assertThat(reports()).containsExactly("daily waiting " + done));
            if (attempt < 6) {
                assertThat(openAlerts()).isEmpty();
                clock.jump(Duration.ofMinutes(15));
            }
        }
        Awaitility.await().untilAsserted(() -> assertThat(openAlerts()).containsExactly("warning report"));

        server.start();
        clock.jump(Duration.ofMinutes(15));

        assertThat(server.await(1).get(0).getSubject()).contains("Daily report");
        Awaitility.await().untilAsserted(() -> assertThat(openAlerts()).isEmpty());
        assertThat(reports()).containsExactly("daily sent 7");
    }

    @Test
    void theNextOneTakesThePlaceOfOneThatCouldNotBeSent() throws Exception {
        server.stop();
        service.send("direct:begin-report", "daily");
        service.send("direct:begin-report", "weekly");
        Awaitility.await()
                .untilAsserted(() -> assertThat(reports()).containsExactly("daily waiting 1", "weekly waiting 1"));

        clock.jump(Duration.ofDays(1));
        server.start();
        service.send("direct:begin-report", "daily");

        server.await(2);
        Awaitility.await().untilAsserted(() -> assertThat(reports())
                .filteredOn(report -> report.startsWith("daily"))
                .anyMatch(report -> report.startsWith("daily sent")));
        assertThat(reports()).noneMatch(report -> report.contains("waiting"));
    }

    private List<String> reports() {
        return Databases.query(
                catalog,
                "SELECT period || ' ' || state || ' ' || attempts || CASE WHEN claimed_until IS NULL THEN '' ELSE ' taken' END"
                        + " FROM zencap.backup_reports ORDER BY period, until");
    }

    private List<String> openAlerts() {
        return Databases.query(
                catalog,
                "SELECT level || ' ' || component FROM zencap.backup_monitoring_alerts WHERE resolved_at IS NULL");
    }

    /** Of a service that has run for two weeks. */
    private void haveHistory() {
        Databases.execute(
                catalog,
                // 24 hourly backups that succeeded, one that failed, and one a day before that, smaller and faster
                "INSERT INTO zencap.backup_operations (id, kind, target, backup_id, state, phase, started_at, ended_at, result)"
                        + " SELECT 'o' || h, 'backup', 'shop', 'b' || h, 'succeeded', '', now() - h * INTERVAL '1 hour',"
                        + " now() - h * INTERVAL '1 hour' + INTERVAL '1 minute', '{}' FROM generate_series(1, 24) h",
                "INSERT INTO zencap.backup_operations (id, kind, target, state, phase, started_at, ended_at, result)"
                        + " VALUES ('bad', 'backup', 'shop', 'failed', '', now() - INTERVAL '3 hours',"
                        + " now() - INTERVAL '3 hours', '{}'), ('other', 'backup', 'of another service', 'failed', '',"
                        + " now(), now(), '{}')",
                "INSERT INTO zencap.backup_operations (id, kind, target, backup_id, state, phase, started_at, ended_at, result)"
                        + " SELECT 'd' || d, 'backup', 'shop', 'e' || d, 'succeeded', '', now() - d * INTERVAL '1 day'"
                        + " - INTERVAL '2 hours', now() - d * INTERVAL '1 day' - INTERVAL '2 hours' + INTERVAL '30 seconds',"
                        + " '{}' FROM generate_series(1, 12) d",
                "INSERT INTO zencap.backups (id, target, kind, created_at, snapshot_time, plain_bytes, stored_bytes, encrypted,"
                        + " manifest) SELECT 'b' || h, 'shop', 'database', now() - h * INTERVAL '1 hour',"
                        + " now() - h * INTERVAL '1 hour', 5000000, 1000000, true, '{}' FROM generate_series(1, 24) h",
                "INSERT INTO zencap.backups (id, target, kind, created_at, snapshot_time, plain_bytes, stored_bytes, encrypted,"
                        + " manifest) SELECT 'e' || d, 'shop', 'database', now() - d * INTERVAL '26 hours',"
                        + " now() - d * INTERVAL '26 hours', 5000000, 500000, true, '{}' FROM generate_series(1, 12) d",
                "INSERT INTO zencap.backup_copies (backup_id, repository, state, stored_at, next_attempt_at)"
                        + " SELECT id, 'local', 'stored', now(), now() FROM zencap.backups",
                "INSERT INTO zencap.backup_verifications (id, operation_id, backup_id, repository, outcome, started_at,"
                        + " ended_at, checks) VALUES ('v1', 'x', 'b1', 'local', 'failed', now() - INTERVAL '1 hour',"
                        + " now() - INTERVAL '1 hour', '[]'),"
                        + " ('v2', 'x', 'b2', 'local', 'passed', now() - INTERVAL '1 hour',"
                        + " now() - INTERVAL '1 hour', '[]')",
                "INSERT INTO zencap.backup_restoration_tests (id, operation_id, backup_id, repository, test_type, outcome,"
                        + " started_at, ended_at, timings, differences) VALUES"
                        + " ('t1', 'x', 'b2', 'local', 'quickTest', 'passed', now() - INTERVAL '90 seconds', now(), '{}', '[]'),"
                        + " ('t2', 'x', 'b3', 'local', 'quickTest', 'failed', now() - INTERVAL '2 hours',"
                        + " now() - INTERVAL '1 hour', '{}', '[]')",
                "INSERT INTO zencap.backup_storage_samples (service, at, repository, target, storage_class, objects, bytes)"
                        + " SELECT 'shop', now() - d * INTERVAL '1 day', 'local', 'shop', '', 1, 3000000000 - d * 1000000000"
                        + " FROM generate_series(0, 2) d");
        service.send("direct:alert", alert("The bucket <is> away"));
        service.send("direct:alert", alert("Another").about("else"));
        service.send("direct:alert", alert("A third").about("third"));
        Awaitility.await().until(() -> openAlerts().size() == 3);
        Databases.execute(
                catalog,
                "UPDATE zencap.backup_monitoring_alerts SET resolved_at = now(), resolution = 'It was over.'"
                        + " WHERE title = 'A third'");
    }

    /** That no e-mail but the report is about. */
    private static Alert alert(String title) {
        return Alert.of(Level.WARNING, "upload", "shop", new Problem(title, "d", "h"), Instant.now());
    }
}
