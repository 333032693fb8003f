package co.zencap.backup.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.api.AdminActions;
import co.zencap.backup.json.Json;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Folders;
import co.zencap.backup.testing.PgDumpScript;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever goes wrong with a dump ends in a failed operation that says why and what to do, an alert, and nothing left
 * behind; and the next run works.
 */
class BackupFailuresTest {
    @TempDir
    Path folder;

    private PostgresUrl source;
    private PostgresUrl catalog;
    private final Map<String, String> variables = new HashMap<>();

    @BeforeEach
    void prepare() {
        source = TestCluster.createDatabase();
        catalog = TestCluster.createDatabase();
        Databases.fill(source);
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(source));
        variables.put("BACKUP_CATALOG_URL", Databases.text(catalog));
        variables.put("BACKUP_TEST_AFTER_BACKUP", "false");
    }

    @Test
    void aWrongPassword() throws Exception {
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(source, source.user(), "wrong"));

        failsSaying("password");
        worksAfterwards();
    }

    @Test
    void anUnreachableHost() throws Exception {
        variables.put("POSTGRES_URL_NON_POOLING", "postgresql://postgres:x@127.0.0.1:1/shop");

        failsSaying("127.0.0.1");
        worksAfterwards();
    }

    @Test
    void aMissingPgDump() throws Exception {
        variables.put("BACKUP_PG_BIN", folder.toString());

        failsSaying("pg_dump");
        variables.remove("BACKUP_PG_BIN");
        worksAfterwards();
    }

    @Test
    void aPgDumpThatLeavesATableOutAndSaysNothing() throws Exception {
        Path bin = PgDumpScript.in(folder.resolve("bin"), "pg_dump --exclude-table=orders \"$@\"; exit 0");
        variables.put("BACKUP_PG_BIN", bin.toString());

        failsSaying("lacks the table public.orders");
    }

    @Test
    void aPgDumpThatStopsHalfwayAndSaysNothing() throws Exception {
        variables.put(
                "BACKUP_PG_BIN",
                PgDumpScript.in(folder.resolve("bin"), "pg_dump \"$@\" | head -c 100000")
                        .toString());

        failsSaying("it ends here, in the middle of something");
    }

    @Test
    void aTableThatTheRoleMayNotRead() throws Exception {
        String role = "reader_" + System.nanoTime();
        Databases.execute(
                source,
                "CREATE ROLE " + role + " LOGIN PASSWORD 'pw'",
                "GRANT SELECT ON customers TO " + role,
                "REVOKE ALL ON orders FROM PUBLIC");
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(source, role, "pw"));

        failsSaying("orders");
        worksAfterwards();
    }

    @Test
    void aTableThatIsLockedForTooLong() throws Exception {
        variables.put("BACKUP_LOCK_WAIT_SECONDS", "1");
        try (Connection other = Databases.connect(source);
                Statement sql = other.createStatement()) {
            other.setAutoCommit(false);
            sql.execute("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE");

            failsSaying("lock");
        }
        worksAfterwards();
    }

    @Test
    void aPgDumpThatIsKilled() throws Exception {
        try (TestService service = TestService.start(folder, variables);
                Connection other = Databases.connect(source);
                Statement sql = other.createStatement()) {
            other.setAutoCommit(false);
            sql.execute("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE");
            var backup = CompletableFuture.supplyAsync(service::backup);
            ProcessHandle dump = Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> children().findFirst().orElse(null), p -> p != null);

            dump.destroyForcibly();

            assertFailedCleanly(service, backup.get(), "pg_dump");
        }
        worksAfterwards();
    }

    @Test
    void aDumpThatHangs() throws Exception {
        variables.put("BACKUP_LOCK_WAIT_SECONDS", "600");
        variables.put("BACKUP_NO_PROGRESS_SECONDS", "5");
        try (Connection other = Databases.connect(source);
                Statement sql = other.createStatement()) {
            other.setAutoCommit(false);
            sql.execute("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE");

            failsSaying("pg_dump");
        }
        worksAfterwards();
    }

    @Test
    void aCatalogThatIsAwayKeepsNoBackupFromBeingMade() throws Exception {
        variables.put("BACKUP_CATALOG_URL", "postgresql://postgres:x@127.0.0.1:1/catalog");
        try (TestService service = TestService.start(folder, variables)) {
            assertThat(service.backup().state()).isEqualTo(State.SUCCEEDED);
            assertThat(folder.resolve("work/catalog-journal.jsonl")).isNotEmptyFile();
        }
        variables.put("BACKUP_CATALOG_URL", Databases.text(catalog));
        UnaryOperator<String> soon = routes -> routes.replace("period=15000&delay=15000", "period=1000&delay=1000");
        try (TestService service = TestService.start(folder, variables, soon)) {
            Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
                            folder.resolve("work/catalog-journal.jsonl"))
                    .isEmptyFile());
            assertThat(waitingBackups(service).isMissingNode()).isTrue();
        }
        assertThat(Databases.query(catalog, "SELECT id FROM zencap.backups")).hasSize(1);
    }

    /** Until it is written to the catalog a list without it would say that there is none. */
    @Test
    void whatTheCatalogHasNotGotYetIsToldOf() throws Exception {
        variables.put("BACKUP_CATALOG_URL", "postgresql://postgres:x@127.0.0.1:1/catalog");
        try (TestService service = TestService.start(folder, variables)) {
            assertThat(service.backup().state()).isEqualTo(State.SUCCEEDED);
        }
        variables.put("BACKUP_CATALOG_URL", Databases.text(catalog));
        UnaryOperator<String> late = routes -> routes.replace("period=15000&delay=15000", "period=15000&delay=600000");
        try (TestService service = TestService.start(folder, variables, late)) {
            assertThat(waitingBackups(service).asInt()).isEqualTo(1);
        }
    }

    private static JsonNode waitingBackups(TestService service) throws Exception {
        var status = service.bean("adminActions", AdminActions.class)
                .query("status", null)
                .body();
        return Json.MAPPER.valueToTree(status).path("catalog").path("waitingBackups");
    }

    private void failsSaying(String cause) throws Exception {
        try (TestService service = TestService.start(folder, variables)) {
            assertFailedCleanly(service, service.backup(), cause);
        }
    }

    private void assertFailedCleanly(TestService service, Operation backup, String cause) throws IOException {
        assertThat(backup.state()).isEqualTo(State.FAILED);
        assertThat(backup.problem().detail()).containsIgnoringCase(cause);
        assertThat(backup.problem().hint()).isNotBlank();
        Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(Databases.query(
                            catalog,
                            "SELECT level FROM zencap.backup_monitoring_alerts WHERE operation_id = '" + backup.id()
                                    + "'"))
                    .containsExactly("error");
            assertThat(Databases.query(
                            catalog, "SELECT state FROM zencap.backup_operations WHERE id = '" + backup.id() + "'"))
                    .containsExactly("failed");
        });
        assertThat(Folders.files(folder.resolve("repository"))).isEmpty();
        assertThat(Folders.scratch(folder.resolve("work"))).isEmpty();
        assertThat(children()).isEmpty();
        assertThat(Databases.query(
                        catalog,
                        "SELECT application_name || ': ' || query FROM pg_stat_activity"
                                + " WHERE application_name <> 'test' AND datname = '" + source.database() + "'"))
                .isEmpty();
    }

    private void worksAfterwards() throws Exception {
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(source));
        try (TestService service = TestService.start(folder, variables)) {
            Operation backup = service.backup();
            assertThat(backup.problem()).isNull();
            assertThat(backup.state()).isEqualTo(State.SUCCEEDED);
        }
    }

    private static Stream<ProcessHandle> children() {
        return ProcessHandle.current()
                .descendants()
                .filter(p -> p.info().command().orElse("").contains("pg_dump")
                        || p.info().commandLine().orElse("").contains("pg_dump"));
    }
}
