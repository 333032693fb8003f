package co.zencap.backup.recovery.pointintime;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service that is killed while the files of a cluster with tablespaces come: the next one finds nothing that it has to know. */
class TablespacesKilledTest {
    private static final String BASE_BACKUPS =
            "SELECT pid FROM pg_stat_replication WHERE state = 'backup' OR application_name LIKE 'zencap 2%'";

    @TempDir
    Path folder;

    @Test
    void whatItLeavesIsSweptAndTheBaseBackupIsMade() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        PostgresUrl catalog = TestCluster.createDatabase();
        try (LiveTablespaces live = new LiveTablespaces(TestCluster.binaries(), Map.of())) {
            // Some seconds' work.
            Databases.execute(
                    live.shop,
                    "CREATE TABLE more TABLESPACE large AS SELECT i, md5(i::text) FROM generate_series(1, 2000000) i");
            var variables = new HashMap<String, String>();
            variables.put("POSTGRES_URL_NON_POOLING", Databases.text(live.shop));
            variables.put("BACKUP_CATALOG_URL", Databases.text(catalog));
            variables.put("BACKUP_CRITICAL_TARGETS", "shop");
            variables.put("BACKUP_TEST_AFTER_BACKUP", "false");
            variables.put("BACKUP_LOCAL_HIGH_WATER_PERCENT", "100");
            List<Path> left;
            try (ServiceProcess service = ServiceProcess.start(folder, variables)) {
                Awaitility.await()
                        .pollInterval(Duration.ofMillis(20))
                        .atMost(Duration.ofMinutes(2))
                        .until(() -> pipes().stream().anyMatch(each -> Files.exists(each.resolve("files/base.tar"))));
                service.kill();
                left = pipes();
            }
            assertThat(left).hasSize(1);
            List<String> orphans = Databases.query(live.shop, BASE_BACKUPS);
            assertThat(backups(catalog)).isEmpty();

            try (ServiceProcess service = ServiceProcess.start(folder, variables)) {
                Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> pipes().stream()
                        .noneMatch(left::contains));
                // It has nobody left to write to, also where it had not begun to.
                Awaitility.await().until(() -> Databases.query(live.shop, BASE_BACKUPS).stream()
                        .noneMatch(orphans::contains));
                Awaitility.await().atMost(Duration.ofMinutes(3)).until(() -> backups(catalog)
                        .contains("shop-base"));
                Awaitility.await().until(() -> pipes().isEmpty());

                // What is made later ends what can be recovered by it: another one begins by itself, and then no more.
                live.create("later", live.home.resolve("later"));
                Awaitility.await()
                        .during(Duration.ofSeconds(10))
                        .atMost(Duration.ofMinutes(3))
                        .until(() -> backups(catalog).size() == 2);
            }
        }
    }

    private static List<String> backups(PostgresUrl catalog) {
        return Databases.query(catalog, "SELECT target FROM zencap.backups");
    }

    private List<Path> pipes() throws IOException {
        Path work = folder.resolve("work");
        if (Files.notExists(work)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(work)) {
            return all.filter(each -> each.getFileName().toString().startsWith("base-pipes-"))
                    .toList();
        }
    }
}
