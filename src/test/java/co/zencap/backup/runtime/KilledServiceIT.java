package co.zencap.backup.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.liberty.LibertyProcess;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Folders;
import co.zencap.backup.testing.Installation;
import co.zencap.backup.testing.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service is killed with a backup half done; what its successor makes of that. */
class KilledServiceIT {
    private static final String READERS =
            "SELECT application_name FROM pg_stat_activity WHERE application_name LIKE 'zencap %'";

    @TempDir
    Path home;

    private final PostgresUrl source = TestCluster.createDatabase();
    private final PostgresUrl catalog = TestCluster.createDatabase();

    @Test
    void nothingIsLeftAndSomebodyIsTold() throws Exception {
        Databases.fill(source);
        Map<String, String> environment = Installation.in(home)
                .variables(
                        source,
                        catalog,
                        Map.of(
                                "BACKUP_LOCK_WAIT_SECONDS", "5",
                                "BACKUP_TEST_AFTER_BACKUP", "false",
                                "BACKUP_SCHEDULE_FULL_SYSTEM", "1440"));
        lookForDueBackupsSoon();
        try (Connection other = Databases.connect(source);
                Statement sql = other.createStatement()) {
            other.setAutoCommit(false);
            sql.execute("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE");
            killDuringTheFirstBackup(environment);
            other.rollback();
        }
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(readers())
                .isEmpty());
        assertThat(staged()).isNotEmpty();
        List<Path> left = passFiles();
        assertThat(left).isNotEmpty();

        try (LibertyProcess next = LibertyProcess.start(home, home.resolve("server"), environment)) {
            next.awaitStarted(Duration.ofMinutes(2));
            Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                assertThat(Databases.query(catalog, "SELECT title FROM zencap.backup_monitoring_alerts"))
                        .singleElement()
                        .asString()
                        .contains("was cut off");
                assertThat(staged()).isEmpty();
                assertThat(passFiles()).doesNotContainAnyElementsOf(left);
            });
            Awaitility.await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> assertThat(
                            Databases.query(catalog, "SELECT id FROM zencap.backups"))
                    .as(
                            "backups; alerts are %s",
                            Databases.query(
                                    catalog, "SELECT title || ': ' || detail FROM zencap.backup_monitoring_alerts"))
                    .hasSize(1));
        }
        assertThat(Databases.query(
                        catalog,
                        "SELECT target || ' ' || coalesce(problem ->> 'detail', state)"
                                + " FROM zencap.backup_operations WHERE kind = 'backup' ORDER BY started_at"))
                .containsExactly(
                        source.database() + "-full The service ended while it was running; what it left is removed.",
                        source.database() + "-full succeeded");
    }

    /** But not before what was cut off has been reported, a second after the start: what seems to run is not made anew. */
    private void lookForDueBackupsSoon() throws IOException {
        Path routes = home.resolve("routes/backup.camel.yaml");
        String soon = Files.readString(routes).replace("period=60000&delay=60000", "period=15000&delay=15000");
        assertThat(soon).contains("period=15000&delay=15000");
        Files.writeString(routes, soon);
    }

    /** Without any backup one is due within moments. */
    private void killDuringTheFirstBackup(Map<String, String> environment) throws Exception {
        try (LibertyProcess first = LibertyProcess.start(home, home.resolve("server"), environment)) {
            first.awaitStarted(Duration.ofMinutes(2));
            Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> !readers()
                    .isEmpty());
            ProcessHandle process = ProcessHandle.of(first.pid()).orElseThrow();
            process.destroyForcibly();
            process.onExit().join();
        }
    }

    private List<String> readers() {
        return Databases.query(source, READERS);
    }

    private List<Path> passFiles() throws IOException {
        return Folders.files(home).stream()
                .filter(f -> f.getFileName().toString().startsWith("pgpass-"))
                .toList();
    }

    private List<Path> staged() throws IOException {
        return Folders.files(home.resolve("backups")).stream()
                .filter(f -> f.toString().contains(".incomplete-"))
                .toList();
    }
}
