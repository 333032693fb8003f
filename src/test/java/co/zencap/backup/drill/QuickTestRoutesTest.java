package co.zencap.backup.drill;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.certificate.SignedCertificate;
import co.zencap.backup.certificate.SignedCertificate.Finding;
import co.zencap.backup.json.Json;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.settings.Version;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Folders;
import co.zencap.backup.testing.JumpingClock;
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
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.ProducerTemplate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Restoration tests whose restores take as long as a test wants, and what is said of the objectives. */
class QuickTestRoutesTest {
    private static final JumpingClock CLOCK = new JumpingClock();
    private static volatile Duration slowness = Duration.ZERO;

    @TempDir
    Path folder;

    private final PostgresUrl source = TestCluster.createDatabase();
    private final PostgresUrl catalog = TestCluster.createDatabase();
    private final Map<String, String> variables = new HashMap<>();
    private TestService service;

    /** Stands in the route behind pg_restore. */
    public static final class SlowRestore {
        public static void pass() {
            CLOCK.jump(slowness);
        }
    }

    @BeforeEach
    void start() throws Exception {
        slowness = Duration.ZERO;
        Databases.fill(source);
        Databases.execute(
                source,
                "CREATE TABLE letters AS SELECT i AS id, repeat(md5(i::text), 30) AS body FROM generate_series(1, 2000) i");
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(source));
        variables.put("BACKUP_CATALOG_URL", Databases.text(catalog));
        variables.put("TEST_POSTGRES_URL", Databases.text(TestCluster.sandbox().url("postgres")));
        variables.put("BACKUP_TEST_AFTER_BACKUP", "false");
        startService();
    }

    private void startService() throws Exception {
        String compare = "        - bean: {ref: databaseTest, method: compare}\n";
        service = TestService.start(
                folder,
                variables,
                routes -> routes.replace(
                        compare,
                        "        - bean: {beanType: " + SlowRestore.class.getName() + ", method: pass}\n" + compare),
                CLOCK);
    }

    @AfterEach
    void stop() throws Exception {
        service.close();
    }

    @Test
    void aTestThatTakesTooLongSaysSoInItsCertificateAndAlerts() throws Exception {
        Operation backup = service.backup();
        slowness = Duration.ofMinutes(31);

        Operation test = service.test(TestType.QUICK, TestService.ref(backup));

        assertThat(test.problem()).isNull();
        String certificate = awaitCertificates(1).get(0);
        assertThat(SignedCertificate.check(certificate.getBytes(StandardCharsets.UTF_8), publicKey()))
                .isEqualTo(Finding.GENUINE);
        JsonNode objective = Json.MAPPER.readTree(certificate).path("objectives");
        assertThat(objective).hasSize(1);
        assertThat(objective.get(0).path("of").asText()).isEqualTo("database");
        assertThat(objective.get(0).path("verdict").asText()).isEqualTo("missed");
        assertThat(objective.get(0).path("objective").asText()).isEqualTo("PT30M");
        assertThat(Duration.parse(objective.get(0).path("measured").asText()))
                .isBetween(Duration.ofMinutes(31), Duration.ofMinutes(33));
        assertThat(Duration.parse(objective.get(0).path("predicted").asText()))
                .isBetween(Duration.ofMinutes(31), Duration.ofMinutes(33));
        assertThat(objective.get(0).path("predictedBy").asText()).contains(backup.backupId(), "last 1 of these");
        assertThat(Databases.query(
                        catalog, "SELECT report #>> '{objectives,0,verdict}' FROM zencap.backup_restoration_tests"))
                .containsExactly("missed");

        checkBackups();
        checkBackups();
        assertThat(alerts("objective")).containsExactly("error The recovery time objective of database is missed");
    }

    @Test
    void testsThatTakeLongerFromDayToDayAlertBeforeItIsTooLate() throws Exception {
        Operation backup = service.backup();
        for (int minutes = 10; minutes <= 26; minutes += 4) {
            slowness = Duration.ofMinutes(minutes);
            assertThat(service.test(TestType.QUICK, TestService.ref(backup)).problem())
                    .isNull();
            CLOCK.jump(Duration.ofDays(1));
        }
        assertThat(awaitCertificates(5))
                .filteredOn(text -> text.contains("at-risk") && text.contains("On the trend of the last 30 days"))
                .isNotEmpty();

        checkBackups();

        assertThat(alerts("objective"))
                .contains("warning The recovery time objective of database is about to be missed");
    }

    @Test
    void restoresThatBecomeSlowAreToldOnce() throws Exception {
        Operation backup = service.backup();
        for (int fast = 0; fast < 8; fast++) {
            service.test(TestType.QUICK, TestService.ref(backup));
        }
        slowness = Duration.ofSeconds(30);
        service.test(TestType.QUICK, TestService.ref(backup));
        awaitCertificates(9);
        assertThat(alerts("restoration-test")).isEmpty();

        service.test(TestType.QUICK, TestService.ref(backup));
        Awaitility.await().untilAsserted(() -> assertThat(alerts("restoration-test"))
                .containsExactly("warning Restores of " + source.database() + " have become slow"));

        slowness = Duration.ZERO;
        service.test(TestType.QUICK, TestService.ref(backup));
        Awaitility.await().untilAsserted(() -> assertThat(Databases.query(
                        catalog,
                        "SELECT resolution FROM zencap.backup_monitoring_alerts WHERE component = 'restoration-test'"))
                .containsExactly("It is no longer so."));
    }

    /** What was measured needs no catalog, and a test that passed must not fail for want of a prediction. */
    @Test
    void withoutTheCatalogThereIsTheMeasurementAlone() throws Exception {
        Operation backup = service.backup();
        service.close();
        variables.put(
                "BACKUP_CATALOG_URL",
                Databases.text(catalog).replace(catalog.database(), "away_" + catalog.database()));
        service = TestService.start(
                folder,
                variables,
                routes -> routes.replace("period=15000&delay=15000", "period=1000&delay=1000"),
                CLOCK);

        assertThat(service.test(TestType.QUICK, TestService.ref(backup)).problem())
                .isNull();

        PostgresUrl back = TestCluster.createDatabase("away_" + catalog.database());
        String certificate = Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .ignoreExceptions()
                .until(
                        () -> Databases.query(back, "SELECT certificate FROM zencap.backup_restoration_tests"),
                        all -> all.size() == 1)
                .get(0);
        JsonNode objective = Json.MAPPER.readTree(certificate).at("/objectives/0");
        assertThat(objective.path("verdict").asText()).isEqualTo("met");
        assertThat(objective.has("measured")).isTrue();
        assertThat(objective.has("predicted")).isFalse();
        assertThat(Databases.query(
                        back, "SELECT title FROM zencap.backup_monitoring_alerts WHERE component = 'restoration-test'"))
                .isEmpty();
    }

    /** The backup was there and was not proved: whoever asks for proof has to see that it was tried. */
    @Test
    void withoutASandboxTheCertificateSaysWhyThereIsNoProof() throws Exception {
        // as root, the programs of the throwaway server run as another user, who has to reach them
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        Operation backup = service.backup();
        Path programs = Files.createDirectories(folder.resolve("programs"));
        for (String program : List.of("initdb", "postgres", "pg_ctl")) {
            Files.writeString(programs.resolve(program), "#!/bin/sh\necho 'no space left for a cluster' >&2\nexit 1\n");
            Files.setPosixFilePermissions(programs.resolve(program), PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        service.close();
        for (Map<String, String> without : List.of(
                Map.of("TEST_POSTGRES_URL", "postgresql://somebody:s3cr3t@127.0.0.1:1/postgres"),
                Map.of("TEST_POSTGRES_URL", "", "BACKUP_SANDBOX_BIN", programs.toString()))) {
            variables.putAll(without);
            try (TestService with = TestService.start(folder, variables)) {
                assertThat(with.test(TestType.QUICK, TestService.ref(backup)).problem())
                        .isNotNull();
                assertThat(Folders.scratch(folder.resolve("work"))).isEmpty();
            }
        }
        startService();

        List<String> certificates = awaitCertificates(2);
        assertThat(certificates).noneMatch(text -> text.contains("s3cr3t"));
        for (int each = 0; each < 2; each++) {
            JsonNode certificate = Json.MAPPER.readTree(certificates.get(each));
            assertThat(SignedCertificate.check(certificates.get(each).getBytes(StandardCharsets.UTF_8), publicKey()))
                    .isEqualTo(Finding.GENUINE);
            assertThat(certificate.path("verdict").asText()).isEqualTo("failed");
            assertThat(certificate.path("problem").asText())
                    .contains(each == 0 ? "127.0.0.1:1" : "no space left for a cluster", "HINT:");
            assertThat(certificate.at("/backup/id").asText()).isEqualTo(backup.backupId());
            assertThat(certificate.at("/service/name").asText())
                    .isEqualTo(service.settings().target().value());
            assertThat(certificate.at("/service/node").asText()).endsWith("/work");
            assertThat(certificate.at("/service/version").asText()).isEqualTo(Version.current());
        }
    }

    /** The program points the application at the restored database; the page tells whether it works on it. */
    @Test
    void theApplicationHasToAnswerOnTheRestoredDatabase() throws Exception {
        Operation backup = service.backup();
        service.close();
        Path told = folder.resolve("told");
        Path program = folder.resolve("home/point-application");
        Files.writeString(program, "#!/bin/sh\necho \"$PGDATABASE\" > '" + told + "'\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        HttpServer application = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        application.createContext("/orders", exchange -> answer(exchange, told));
        application.start();
        variables.put("BACKUP_TEST_COMMAND", "point-application");
        variables.put("BACKUP_TEST_URL_SECONDS", "5");
        try {
            for (String expected : List.of("5000", "5001")) {
                variables.put(
                        "BACKUP_TEST_URL",
                        "http://127.0.0.1:" + application.getAddress().getPort() + "/orders?secret=s3cr3t&count="
                                + expected);
                try (TestService with = TestService.start(folder, variables)) {
                    Operation test = with.test(TestType.QUICK, TestService.ref(backup));

                    if (expected.equals("5000")) {
                        assertThat(test.problem()).isNull();
                    } else {
                        assertThat(test.problem().sentence())
                                .contains("answers with status 503", "HINT:")
                                .doesNotContain("s3cr3t");
                    }
                }
            }
        } finally {
            application.stop(0);
            startService();
        }
        List<String> certificates = awaitCertificates(2);
        assertThat(certificates).noneMatch(text -> text.contains("s3cr3t"));
        assertThat(Json.MAPPER
                        .readTree(certificates.get(0))
                        .at("/compared/page/status")
                        .asInt())
                .isEqualTo(200);
    }

    private static void answer(HttpExchange exchange, Path told) throws IOException {
        try (exchange) {
            String database = Files.readString(told).strip();
            String count = Databases.query(TestCluster.sandbox().url(database), "SELECT count(*) FROM orders")
                    .get(0);
            boolean right = exchange.getRequestURI().getQuery().endsWith("count=" + count);
            exchange.sendResponseHeaders(right ? 200 : 503, -1);
        }
    }

    /** The oldest first. */
    private List<String> awaitCertificates(int expected) {
        return Awaitility.await()
                .until(
                        () -> Databases.query(
                                catalog, "SELECT certificate FROM zencap.backup_restoration_tests ORDER BY started_at"),
                        all -> all.size() == expected);
    }

    private String publicKey() {
        return service.settings().masterKey().orElseThrow().certificates().publicKey();
    }

    private void checkBackups() throws IOException {
        try (ProducerTemplate routes = service.camel().createProducerTemplate()) {
            routes.requestBody("direct:check-backups", "");
        }
    }

    private List<String> alerts(String component) {
        return Databases.query(
                catalog,
                "SELECT level || ' ' || title FROM zencap.backup_monitoring_alerts WHERE component = '" + component
                        + "'");
    }
}
