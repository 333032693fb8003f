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
import java.nio.file.Path;
import java.util.Map;
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
        assertThat(Folders.files(folder.resolve("work"))).isEmpty();
        assertThat(backup("exec pg_dump \"$@\"").state()).isEqualTo(State.SUCCEEDED);
    }

    @Test
    void tablesThatGoAfterTheDumpAreNoFailure() throws Exception {
        Operation backup = backup("pg_dump \"$@\" && " + psql("TRUNCATE orders; DROP TABLE customers CASCADE"));

        assertThat(backup.problem()).isNull();
        assertThat(backup.result()).containsEntry("rows", 7_000L);
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
