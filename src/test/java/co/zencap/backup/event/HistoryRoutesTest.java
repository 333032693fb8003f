package co.zencap.backup.event;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.drill.TestType;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What the catalog tells of the service itself, and what it forgets. */
class HistoryRoutesTest {
    @TempDir
    Path folder;

    private final PostgresUrl source = TestCluster.createDatabase();
    private final PostgresUrl catalog = TestCluster.createDatabase();

    @BeforeEach
    void fill() {
        Databases.fill(source);
    }

    private TestService start() throws Exception {
        var variables = new HashMap<String, String>();
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(source));
        variables.put("BACKUP_CATALOG_URL", Databases.text(catalog));
        variables.put("TEST_POSTGRES_URL", Databases.text(TestCluster.sandbox().url("postgres")));
        variables.put("BACKUP_TEST_AFTER_BACKUP", "false");
        return TestService.start(
                folder, variables, routes -> routes.replace("period=10000&delay=3000", "period=200&delay=0")
                        .replace(
                                "timer:forget-history?period=86400000&delay=900000",
                                "timer:forget-history?period=200&delay=0"));
    }

    @Test
    void startsEditsWarningsAndEndsAreInTheTableOfEvents() throws Exception {
        String name;
        try (TestService service = start()) {
            name = service.settings().target().value();
            awaitEvent("service-started service: ZenCap Backup .*, Java 17.*");
            LoggerFactory.getLogger("co.zencap.backup.Fire").warn("Smoke in the cellar");
            awaitEvent("warning Fire: Smoke in the cellar");
            Path file = folder.resolve("home/routes/legal-hold.camel.yaml");
            String text = Files.readString(file);
            Files.writeString(file, text + "\n");
            awaitEvent("routes-edited routes: legal-hold.camel.yaml is at work as it was edited");
            Files.writeString(file, text.replace("uri: direct:", "uri: nowhere:"));
            awaitEvent("routes-refused routes: legal-hold.camel.yaml: .*nowhere.*");
        }
        awaitEvent("service-stopping service: .*");
        assertThat(Databases.query(catalog, "SELECT DISTINCT details ->> 'service' FROM zencap.backup_system_events"))
                .containsExactly(name);
    }

    @Test
    void whatIsLongGoneIsForgottenAndWhatIsThereStays() throws Exception {
        try (TestService service = start()) {
            Operation first = service.backup();
            Operation gone = service.backup();
            Operation there = service.backup();
            for (Operation backup : List.of(first, gone, there)) {
                service.awaitProof(backup.id());
                assertThat(service.test(TestType.QUICK, TestService.ref(backup)).problem())
                        .isNull();
            }
            // All of it ran two years ago, and two of the backups were deleted soon after.
            Databases.execute(
                    catalog,
                    "UPDATE zencap.backup_operations SET started_at = now() - interval '800 days', ended_at = now() - interval '799 days'",
                    "UPDATE zencap.backup_copies SET state = 'deleted', deleted_at = now() - interval '790 days' WHERE backup_id IN ('"
                            + first.backupId() + "', '" + gone.backupId() + "')",
                    "INSERT INTO zencap.backup_system_events (at, type, component, message, details)"
                            + " SELECT now() - interval '800 days', 'warning', 'fire', 'smoke', jsonb_build_object('service', s)"
                            + " FROM unnest(ARRAY['"
                            + service.settings().target().value() + "', 'another']) s");

            Awaitility.await().untilAsserted(() -> assertThat(Databases.query(catalog, "SELECT id FROM zencap.backups"))
                    // The first tells for how long the key has been in use.
                    .containsExactlyInAnyOrder(first.backupId(), there.backupId()));
            Awaitility.await().untilAsserted(() -> assertThat(
                            Databases.query(catalog, "SELECT DISTINCT backup_id FROM zencap.backup_operations"))
                    .containsExactly(there.backupId()));

            assertThat(rows("backup_restoration_tests")).containsExactly(there.backupId());
            assertThat(rows("backup_verifications")).containsExactly(there.backupId());
            assertThat(rows("backup_copies")).containsExactlyInAnyOrder(first.backupId(), there.backupId());
            assertThat(Databases.query(
                            catalog,
                            "SELECT details ->> 'service' FROM zencap.backup_system_events WHERE message = 'smoke'"))
                    .containsExactly("another");
        }
    }

    @Test
    void whatEndedNotSoLongAgoStays() throws Exception {
        try (TestService service = start()) {
            Operation gone = service.backup();
            service.awaitProof(gone.id());
            Operation next = service.backup();
            service.awaitProof(next.id());
            Databases.execute(
                    catalog,
                    "UPDATE zencap.backup_operations SET started_at = now() - interval '730 days', ended_at = now() - interval '729 days'",
                    "UPDATE zencap.backup_copies SET state = 'deleted', deleted_at = now() - interval '729 days'",
                    "INSERT INTO zencap.backup_system_events (at, type, component, message, details)"
                            + " VALUES (now() - interval '800 days', 'warning', 'fire', 'old smoke', jsonb_build_object('service', '"
                            + service.settings().target().value() + "'))");

            Awaitility.await().untilAsserted(() -> assertThat(Databases.query(
                            catalog, "SELECT id FROM zencap.backup_system_events WHERE message = 'old smoke'"))
                    .isEmpty());

            assertThat(rows("backup_operations")).contains(gone.backupId(), next.backupId());
            assertThat(rows("backup_verifications")).contains(gone.backupId(), next.backupId());
            assertThat(Databases.query(catalog, "SELECT id FROM zencap.backups"))
                    .hasSize(2);
        }
    }

    private List<String> rows(String table) {
        return Databases.query(
                catalog, "SELECT DISTINCT backup_id FROM zencap." + table + " WHERE backup_id IS NOT NULL");
    }

    private void awaitEvent(String pattern) {
        Awaitility.await()
                .ignoreExceptionsMatching(e -> String.valueOf(e.getMessage()).contains("does not exist"))
                .untilAsserted(() -> assertThat(Databases.query(
                                catalog,
                                "SELECT type || ' ' || component || ': ' || message FROM zencap.backup_system_events"))
                        .anyMatch(line -> line.matches(pattern)));
    }
}
