package co.zencap.backup.objective;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.api.ObjectivesResource;
import co.zencap.backup.backup.Manifest.Kind;
import co.zencap.backup.drill.TestType;
import co.zencap.backup.json.Json;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.ProducerTemplate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service with a file set, before and after a full system backup that was tested. */
class ObjectivesRoutesTest {
    @TempDir
    Path folder;

    private final PostgresUrl source = TestCluster.createDatabase();
    private final PostgresUrl catalog = TestCluster.createDatabase();
    private TestService service;

    @BeforeEach
    void start() throws Exception {
        // as root, the server runs as another user, who has to reach its folder
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        Databases.fill(source);
        Files.createDirectories(folder.resolve("srv/uploads"));
        Files.write(folder.resolve("srv/uploads/letters.txt"), new byte[50_000]);
        service = TestService.start(folder, variables());
    }

    private Map<String, String> variables() throws IOException {
        return Map.of(
                "POSTGRES_URL_NON_POOLING",
                Databases.text(source),
                "BACKUP_CATALOG_URL",
                Databases.text(catalog),
                "BACKUP_SANDBOX_BIN",
                TestCluster.binaries().bin().toString(),
                "BACKUP_FILE_SETS",
                "uploads=" + folder.resolve("srv/uploads"),
                "BACKUP_TEST_AFTER_BACKUP",
                "false");
    }

    @AfterEach
    void stop() throws Exception {
        service.close();
    }

    @Test
    void whatTestsMeasureIsHeldAgainstTheObjectives() throws Exception {
        JsonNode before = objectives();
        assertThat(before.path("met").asBoolean()).isFalse();
        assertThat(summaries(before))
                .containsExactly(
                        "recovery-time database PT30M unknown",
                        "recovery-time files PT1H unknown",
                        "recovery-time full-system PT2H unknown",
                        "recovery-point " + source.database() + " PT1H missed",
                        "recovery-point uploads PT4H missed");

        // Another service keeps its tests in the same catalog.
        Databases.execute(
                catalog,
                "INSERT INTO zencap.backup_operations (id, kind, target, state, phase, started_at)"
                        + " VALUES ('theirs', 'restoration-test', 'their_database', 'failed', '', now())",
                "INSERT INTO zencap.backup_restoration_tests (id, operation_id, backup_id, repository, test_type,"
                        + " outcome, started_at, ended_at, timings, differences) SELECT type, 'theirs', 'unlisted', 'local',"
                        + " type, 'failed', now() + INTERVAL '1 hour', now() + INTERVAL '2 hours', '{\"files\": 1}', '[]'"
                        + " FROM unnest(ARRAY['quickTest', 'fullTest']) type");
        assertThat(summaries(objectives())).isEqualTo(summaries(before));

        Operation backup =
                service.backup(Kind.FULL, service.settings().fullTarget().value());
        service.awaitProof(backup.id());
        assertThat(service.test(TestType.FULL, TestService.ref(backup)).problem())
                .isNull();
        assertThat(service.test(TestType.QUICK, TestService.ref(backup)).problem())
                .isNull();

        JsonNode after = objectives();
        assertThat(after.path("met").asBoolean()).isTrue();
        assertThat(summaries(after)).allMatch(each -> each.endsWith(" met"));
        for (int time = 0; time < 3; time++) {
            JsonNode each = after.path("objectives").path(time);
            Duration measured = Duration.parse(each.path("measured").asText());
            assertThat(measured).isPositive();
            assertThat(Duration.parse(each.path("predicted").asText()).toMillis())
                    .as("of the same backup")
                    .isEqualTo(measured.toMillis());
        }
    }

    @Test
    void aScheduleThatIsTooSlowIsSaidAtTheStartAndLater() throws Exception {
        service.close();
        Warnings.said.clear();
        var variables = new HashMap<>(variables());
        variables.put("BACKUP_CRITICAL_TARGETS", source.database());
        variables.put("BACKUP_WAL_ENABLED", "false");
        variables.put("BACKUP_SCHEDULE_DATABASE", "60");
        String log = "- log: {loggingLevel: WARN, message: \"${body}\"}";
        service = TestService.start(
                folder,
                variables,
                routes -> routes.replace(
                        log, log + "\n              - bean: {beanType: " + Warnings.class.getName() + "}"));

        Awaitility.await().untilAsserted(() -> assertThat(Warnings.said)
                .containsExactly("The recovery point objective of " + source.database() + " is 15 minutes. The"
                        + " schedule leaves up to 60 minutes between two backups. HINT: set"
                        + " BACKUP_SCHEDULE_DATABASE=15, or an objective that you can keep."));

        Awaitility.await("the first backup is due at once")
                .atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(service.operations())
                        .filteredOn(operation -> operation.kind() == Operation.Kind.VERIFICATION)
                        .singleElement()
                        .satisfies(verification ->
                                assertThat(verification.isRunning()).isFalse()));
        assertThat(summaries(objectives()))
                .contains(
                        "recovery-point " + source.database() + " PT15M at-risk", "recovery-point uploads PT4H missed");
        checkBackups();
        assertThat(alerts())
                .contains("The recovery point objective of " + source.database() + " is about to be missed");
    }

    /** Stands behind the log. */
    public static final class Warnings {
        private static final List<String> said = new CopyOnWriteArrayList<>();

        public static void say(String warning) {
            said.add(warning);
        }
    }

    @Test
    void whatIsMissedIsToldOnce() throws Exception {
        service.awaitProof(service.backup().id());
        checkBackups();
        assertThat(alerts()).containsExactly("The recovery point objective of uploads is missed");

        Databases.execute(catalog, "UPDATE zencap.backups SET created_at = created_at - INTERVAL '2 hours'");
        Databases.execute(catalog, "UPDATE zencap.backup_operations SET started_at = started_at - INTERVAL '2 hours'");
        checkBackups();
        checkBackups();

        assertThat(alerts())
                .containsExactlyInAnyOrder(
                        "The recovery point objective of uploads is missed",
                        "The recovery point objective of " + source.database() + " is missed");
    }

    private static List<String> summaries(JsonNode document) {
        return document.path("objectives").findParents("verdict").stream()
                .map(each -> String.join(
                        " ",
                        each.path("name").asText(),
                        each.path("of").asText(),
                        each.path("objective").asText(),
                        each.path("verdict").asText()))
                .toList();
    }

    private JsonNode objectives() throws IOException {
        var resource = service.bean("objectivesResource", ObjectivesResource.class);
        return Json.MAPPER.readTree(Json.MAPPER.writeValueAsBytes(resource.get().body()));
    }

    private void checkBackups() throws IOException {
        try (ProducerTemplate routes = service.camel().createProducerTemplate()) {
            routes.requestBody("direct:check-backups", "");
        }
    }

    private List<String> alerts() {
        return Databases.query(
                catalog, "SELECT title FROM zencap.backup_monitoring_alerts WHERE component = 'objective'");
    }
}
