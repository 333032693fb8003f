package co.zencap.backup.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Folders;
import co.zencap.backup.testing.PgDumpScript;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TRUNCATE empties a table also for snapshots that are older: a dump must not miss those rows, nor fail without need. */
class ChangingTablesTest {
    @TempDir
    Path folder;

    private PostgresUrl source;

    @BeforeEach
    void prepare() {
        source = TestCluster.createDatabase();
        Databases.fill(source);
    }

    @Test
    void aTableReloadedBetweenSnapshotAndDumpIsThereWhole() throws Exception {
        Path done = folder.resolve("done");
        String reload = "BEGIN; TRUNCATE orders; INSERT INTO orders VALUES (1, 1), (2, 2);"
                + " UPDATE customers SET name = 'told'; COMMIT";

        Operation backup =
                backup("[ -e " + done + " ] || { touch " + done + "; " + psql(reload) + "; }; exec pg_dump \"$@\"");

        assertThat(backup.state()).isEqualTo(State.SUCCEEDED);
        assertThat(backup.result()).containsEntry("rows", 2_002L);
        assertThat(done).exists();
    }

    @Test
    void aTableThatNeverHoldsStillIsAFailure() throws Exception {
        Operation backup = backup(psql("TRUNCATE orders") + "; exec pg_dump \"$@\"");

        assertThat(backup.state()).isEqualTo(State.FAILED);
        assertThat(backup.problem().sentence()).contains("[public.orders]").contains("HINT:");
        assertThat(Folders.files(folder.resolve("repository"))).isEmpty();
        assertThat(Folders.scratch(folder.resolve("work"))).isEmpty();
        assertThat(backup("exec pg_dump \"$@\"").state()).isEqualTo(State.SUCCEEDED);
    }

    @Test
    void tablesThatGoAfterTheDumpAreNoFailure() throws Exception {
        Operation backup = backup("pg_dump \"$@\" && " + psql("TRUNCATE orders; DROP TABLE customers CASCADE"));

        assertThat(backup.problem()).isNull();
        assertThat(backup.result()).containsEntry("rows", 7_000L);
    }

    /** Functions are locked by nobody: one may change after pg_dump has read it. */
    @Test
    void whatChangesMeanwhileIsNotCompared() throws Exception {
        Databases.execute(source, "CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'");
        Operation backup = backup(psql("CREATE OR REPLACE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 2'")
                + "; exec pg_dump \"$@\"");

        assertThat(backup.problem()).isNull();
        assertThat(manifest(backup)).contains("1 objects of the database were changed while it was dumped");
    }

    /** A lock that is held for long keeps pg_dump waiting, and nothing before it. */
    @Test
    void whatIsLockedIsDumpedWithoutItsStructure() throws Exception {
        Databases.execute(source, "CREATE VIEW few AS SELECT id FROM orders WHERE id IN (1, 2)");
        Operation backup;
        try (Connection other = Databases.connect(source);
                Statement sql = other.createStatement()) {
            other.setAutoCommit(false);
            sql.execute("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE");
            Path dumping = folder.resolve("dumping");
            var rollback = CompletableFuture.runAsync(() -> {
                Awaitility.await()
                        .atMost(Duration.ofMinutes(1))
                        .until(() -> Files.exists(dumping) && somebodyWaitsForALock());
                rollBack(other);
            });
            backup = backup("touch " + dumping + "; exec pg_dump \"$@\"");
            rollback.get();
        }

        assertThat(backup.problem()).isNull();
        assertThat(manifest(backup))
                .contains("because it could not be read: ERROR: canceling statement due to lock timeout")
                .doesNotContain("structure.jsonl");
    }

    private boolean somebodyWaitsForALock() {
        return !Databases.query(
                        source,
                        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
                .isEmpty();
    }

    private static void rollBack(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private String manifest(Operation backup) throws Exception {
        return Files.readString(folder.resolve("repository")
                .resolve(backup.target())
                .resolve(backup.backupId())
                .resolve("manifest.json"));
    }

    private Operation backup(String pgDump) throws Exception {
        Path programs = PgDumpScript.in(folder.resolve("programs-" + System.nanoTime()), pgDump);
        try (TestService service = TestService.start(
                folder,
                Map.of(
                        "POSTGRES_URL_NON_POOLING", Databases.text(source),
                        "BACKUP_CATALOG_URL", Databases.text(TestCluster.createDatabase()),
                        "BACKUP_PG_BIN", programs.toString(),
                        "BACKUP_TEST_AFTER_BACKUP", "false"))) {
            return service.backup();
        }
    }

    private String psql(String commands) {
        return "psql -qX -v ON_ERROR_STOP=1 -c \"" + commands + "\" '" + Databases.text(source) + "' >&2";
    }
}
