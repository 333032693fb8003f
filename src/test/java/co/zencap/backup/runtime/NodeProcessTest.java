package co.zencap.backup.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.catalog.Catalog;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.settings.SettingsReader;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** By the lock others see that a process lives. */
class NodeProcessTest {
    @TempDir
    Path folder;

    private final PostgresUrl url = TestCluster.createDatabase();
    private final Catalog catalog = new Catalog(url, "zencap");
    private NodeProcess process;

    @BeforeEach
    void start() throws Exception {
        var settings = new SettingsReader(
                        Map.of(
                                "POSTGRES_URL_NON_POOLING",
                                Databases.text(url),
                                "BACKUP_ENCRYPTION_KEY",
                                "0123456789abcdef".repeat(4),
                                "ADMIN_API_KEY",
                                "k".repeat(40)),
                        folder)
                .read();
        process = new NodeProcess(settings, catalog.dataSource());
    }

    @AfterEach
    void close() {
        process.close();
        catalog.close();
    }

    @Test
    void theLockIsHeldUntilTheEnd() throws Exception {
        process.hold();
        process.hold();
        assertThat(holders()).isEqualTo(1);

        process.close();
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> holders() == 0);
    }

    @Test
    void aLockThatWentWithItsSessionIsTakenAgain() throws Exception {
        process.hold();
        Databases.query(
                url,
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
        assertThat(holders()).isZero();

        process.hold();
        assertThat(holders()).isEqualTo(1);
    }

    /** A server may notice minutes later that nobody is at the other end of the session before, and keeps its lock until then. */
    @Test
    void aLockThatTheSessionBeforeStillHasIsTakenWhenThatEnds() throws Exception {
        try (Connection lost = Databases.connect(url);
                PreparedStatement lock =
                        lost.prepareStatement("SELECT pg_advisory_lock(hashtext('zencap process'), hashtext(?))")) {
            lock.setString(1, process.process());
            lock.execute();
            process.hold();
        }
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> holders() == 0);

        process.hold();

        assertThat(holders()).isEqualTo(1);
    }

    private int holders() {
        return Integer.parseInt(Databases.query(
                        url,
                        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND database ="
                                + " (SELECT oid FROM pg_database WHERE datname = current_database())")
                .get(0));
    }
}
