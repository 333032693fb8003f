package co.zencap.backup.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.postgres.EmbeddedBinaries;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.LocalCluster.Profile;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Folders;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The source's server dies or freezes under a backup. */
class ServerFailuresTest {
    private static final String READERS =
            "SELECT application_name FROM pg_stat_activity WHERE application_name LIKE 'zencap %'";

    @TempDir
    Path folder;

    @Test
    void aServerThatIsKilledDuringTheDump() throws Exception {
        PostgresUrl catalog = TestCluster.createDatabase();
        try (LocalCluster cluster = LocalCluster.start(new LocalCluster.Settings(
                EmbeddedBinaries.unpack(TestCluster.cache()), TestCluster.newHome(), 0, Profile.DURABLE, Map.of()))) {
            PostgresUrl source = cluster.createDatabase("shop");
            Databases.fill(source);
            try (TestService service = service(source, catalog)) {
                Operation backup = duringBackup(source, service, () -> ProcessHandle.of(cluster.pid())
                        .orElseThrow()
                        .destroyForcibly());

                assertThat(backup.state()).isEqualTo(State.FAILED);
                assertThat(backup.problem().sentence()).contains("HINT:").contains("connection");
                Awaitility.await().untilAsserted(() -> assertThat(
                                Databases.query(catalog, "SELECT operation_id FROM zencap.backup_monitoring_alerts"))
                        .containsExactly(backup.id()));
                assertThat(Folders.files(folder.resolve("repository"))).isEmpty();
                assertThat(Folders.scratch(folder.resolve("work"))).isEmpty();
            }
            cluster.start();
            try (TestService service = service(cluster.url("shop"), catalog)) {
                assertThat(service.backup().state()).isEqualTo(State.SUCCEEDED);
            }
            cluster.delete();
        }
    }

    /** It accepts connections and answers nothing: every wait has to end by itself. */
    @Test
    void aServerThatFreezesDuringTheDump() throws Exception {
        PostgresUrl catalog = TestCluster.createDatabase();
        try (LocalCluster cluster = LocalCluster.start(new LocalCluster.Settings(
                EmbeddedBinaries.unpack(TestCluster.cache()), TestCluster.newHome(), 0, Profile.DURABLE, Map.of()))) {
            PostgresUrl source = cluster.createDatabase("shop");
            Databases.fill(source);
            try (TestService service = service(source, catalog)) {
                Operation backup = duringBackup(source, service, () -> signal(cluster, "-STOP"));

                assertThat(backup.state()).isEqualTo(State.FAILED);
                assertThat(backup.problem().sentence()).contains("HINT:");
                assertThat(Folders.files(folder.resolve("repository"))).isEmpty();
                assertThat(Folders.scratch(folder.resolve("work"))).isEmpty();
                signal(cluster, "-CONT");
                assertThat(service.backup().state()).isEqualTo(State.SUCCEEDED);
            }
            cluster.delete();
        }
    }

    private static void signal(LocalCluster cluster, String signal) throws Exception {
        ProcessHandle server = ProcessHandle.of(cluster.pid()).orElseThrow();
        // the shell's own: not every machine has a program of that name
        List<String> command =
                new ArrayList<>(List.of("sh", "-c", "kill \"$@\"", "sh", signal, String.valueOf(server.pid())));
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
        command.remove(command.size() - 1);
        server.descendants().forEach(child -> command.add(String.valueOf(child.pid())));
        new ProcessBuilder(command).start().waitFor(); // one of them may have ended meanwhile
    }

    private TestService service(PostgresUrl source, PostgresUrl catalog) throws Exception {
        return TestService.start(
                folder,
                Map.of(
                        "POSTGRES_URL_NON_POOLING",
                        Databases.text(source),
                        "BACKUP_CATALOG_URL",
                        Databases.text(catalog),
                        "BACKUP_NO_PROGRESS_SECONDS",
                        "5",
                        "BACKUP_TEST_AFTER_BACKUP",
                        "false"));
    }

    private interface Fault {
        void strike() throws Exception;
    }

    private static Operation duringBackup(PostgresUrl source, TestService service, Fault fault) throws Exception {
        try (Connection other = Databases.connect(source);
                Statement sql = other.createStatement()) {
            other.setAutoCommit(false);
            sql.execute("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE");
            var backup = CompletableFuture.supplyAsync(service::backup);
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !Databases.query(source, READERS)
                    .isEmpty());
            fault.strike();
            return backup.get();
        }
    }
}
