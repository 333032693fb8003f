package co.zencap.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import co.zencap.backup.disk.FileTree;
import co.zencap.backup.postgres.LocalCluster.Profile;
import co.zencap.backup.postgres.LocalCluster.Settings;
import co.zencap.backup.testing.JavaProcess;
import co.zencap.backup.testing.TestCluster;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LocalClusterTest {

    private Path home;

    @BeforeEach
    void makeHome() throws IOException {
        home = TestCluster.newHome();
    }

    @AfterEach
    void removeHome() throws IOException {
        FileTree.delete(home);
    }

    private Settings settings(Profile profile) throws IOException {
        return new Settings(EmbeddedBinaries.unpack(TestCluster.cache()), home, 0, profile, Map.of());
    }

    @Test
    void keepsItsDataAndPasswordFromOneStartToTheNext() throws Exception {
        PostgresUrl first;
        try (LocalCluster cluster = LocalCluster.start(settings(Profile.DURABLE))) {
            first = cluster.createDatabase("shop");
            TestCluster.execute(first, "CREATE TABLE kept AS SELECT 42 AS answer");
            cluster.stop();
            assertThat(cluster.isRunning()).isFalse();
            cluster.start();
            assertThat(ask(cluster.url("shop"), "SELECT answer FROM kept")).isEqualTo("42");
        }
        try (LocalCluster again = LocalCluster.start(settings(Profile.DURABLE))) {
            assertThat(again.url("shop").password()).isEqualTo(first.password());
            assertThat(ask(again.url("shop"), "SELECT answer FROM kept")).isEqualTo("42");
            assertThat(ask(again.url("shop"), "SHOW fsync")).isEqualTo("on");
            again.delete();
        }
        assertThat(home).doesNotExist();
    }

    /** As root a server runs as another user, and what is its own would be left in the group of root. */
    @Test
    void itsFilesBelongToAUserAndToThatUsersGroup() throws Exception {
        try (LocalCluster cluster = LocalCluster.start(settings(Profile.THROWAWAY))) {
            Path data = home.resolve("data");
            assertThat(Files.getAttribute(data, "unix:gid"))
                    .isEqualTo(Files.getAttribute(data.resolve("PG_VERSION"), "unix:gid"));
            assertThat(Files.getAttribute(data, "unix:uid"))
                    .isEqualTo(Files.getAttribute(data.resolve("PG_VERSION"), "unix:uid"));
            cluster.delete();
        }
    }

    @Test
    void asksForItsPasswordAndIsDurableOnlyWhereAsked() throws Exception {
        try (LocalCluster cluster = LocalCluster.start(settings(Profile.THROWAWAY))) {
            PostgresUrl right = cluster.url("postgres");
            assertThat(ask(right, "SHOW fsync")).isEqualTo("off");
            assertThat(ask(right, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            PostgresUrl wrong = PostgresUrl.of(right.hosts().get(0), "postgres", "guessed", "postgres");
            assertThatThrownBy(() -> SnapshotSession.open(wrong, "t"))
                    .isInstanceOfSatisfying(ServerFailure.class, failure -> assertThat(failure.reason())
                            .isEqualTo(FailureCause.WRONG_PASSWORD))
                    .hasMessageContaining("HINT:")
                    .hasMessageNotContaining("guessed");
        }
    }

    @Test
    void doesNotOutliveAKilledOwner() throws Exception {
        Process owner = JavaProcess.of(List.of(), Owner.class, home.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = owner.inputReader()) {
            ProcessHandle server =
                    ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
            assertThat(server.isAlive()).isTrue();

            owner.destroyForcibly();

            await().atMost(Duration.ofSeconds(20)).until(() -> !server.isAlive());
            assertThat(home.resolve("data/postmaster.pid")).doesNotExist();
        } finally {
            owner.destroyForcibly().waitFor();
        }
    }

    @Test
    void aStandbyServesSnapshotsAsWell() throws Exception {
        try (LocalCluster cluster = LocalCluster.start(settings(Profile.DURABLE))) {
            cluster.createDatabase("shop");
            cluster.stop();
            Files.createFile(home.resolve("data/standby.signal"));
            cluster.start();
            try (SnapshotSession session = SnapshotSession.open(cluster.url("shop"), "t")) {
                assertThat(session.facts().standby()).isTrue();
                assertThat(session.snapshotId()).isNotBlank();
            }
        }
    }

    @Test
    void saysWhyItDoesNotStart() throws Exception {
        Settings wrong = new Settings(
                EmbeddedBinaries.unpack(TestCluster.cache()),
                home,
                0,
                Profile.THROWAWAY,
                Map.of("max_connections", "x"));
        assertThatThrownBy(() -> LocalCluster.start(wrong))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("max_connections")
                .hasMessageContaining("HINT:");
        assertThatThrownBy(() -> ServerBinaries.in(home)).hasMessageContaining("HINT:");
    }

    @Test
    void survivesTheDeathOfItsServer() throws Exception {
        try (LocalCluster cluster = LocalCluster.start(settings(Profile.THROWAWAY))) {
            ProcessHandle.of(cluster.pid()).orElseThrow().destroyForcibly();
            await().until(() -> !cluster.isRunning());
            cluster.start();
            assertThat(ask(cluster.url("postgres"), "SELECT 1")).isEqualTo("1");
        }
    }

    private static String ask(PostgresUrl url, String question) throws SQLException {
        try (Connection connection = TestCluster.connect(url);
                Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery(question)) {
            row.next();
            return row.getString(1);
        }
    }

    /** A process of its own that starts a cluster, tells the server's id, and waits to be killed. */
    static final class Owner {

        public static void main(String[] arguments) throws Exception {
            LocalCluster cluster = LocalCluster.start(new Settings(
                    EmbeddedBinaries.unpack(TestCluster.cache()),
                    Path.of(arguments[0]),
                    0,
                    Profile.THROWAWAY,
                    Map.of()));
            System.out.println(cluster.pid());
            Thread.currentThread().join();
        }
    }
}
