package co.zencap.backup.recovery.pointintime;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.disk.FileOwner;
import co.zencap.backup.disk.FileTree;
import co.zencap.backup.postgres.ClientTools;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.RecoveringServer;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server dies, its standby takes its place on a branch of the log of its own, and the service goes on with that. */
class FailoverTest {

    @TempDir
    Path folder;

    @Test
    void aPromotedStandbyIsFollowed() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        S3TestSettings bucket = S3TestSettings.onEmbeddedS3();
        Path home = TestCluster.newHome();
        LocalCluster primary = Machine.start(home);
        PostgresUrl shop = primary.createDatabase("shop");
        Databases.execute(
                shop, "CREATE TABLE events (id int PRIMARY KEY, what text)", "INSERT INTO events VALUES (1, 'base')");
        Path standbyHome = TestCluster.newHome();
        copy(primary, standbyHome);
        LocalCluster standby = Machine.start(standbyHome);

        var variables = new HashMap<String, String>(bucket.variables());
        String both = Databases.text(shop)
                .replace(":" + primary.port() + "/", ":" + primary.port() + ",127.0.0.1:" + standby.port() + "/");
        variables.put("POSTGRES_URL_NON_POOLING", both + "?target_session_attrs=read-write");
        variables.put("BACKUP_CATALOG_URL", Databases.text(TestCluster.createDatabase()));
        variables.put("BACKUP_WAL_ENABLED", "true");
        variables.put("BACKUP_TEST_AFTER_BACKUP", "false");
        try (TestService service = TestService.start(folder, variables)) {
            service.awaitBackup("shop-base");
            Databases.execute(shop, "INSERT INTO events VALUES (2, 'on the first server')");
            service.awaitLog("shop-base");
            Awaitility.await().until(() -> Databases.query(standby.url("shop"), "SELECT count(*) FROM events")
                    .get(0)
                    .equals("2"));

            Machine.destroy(primary);
            Databases.query(standby.url("shop"), "SELECT pg_promote()");
            PostgresUrl now = standby.url("shop");
            Databases.execute(now, "INSERT INTO events VALUES (3, 'on the second server')");
            Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> service.wal("shop-base")
                    .filter(window -> window.timeline() == 2)
                    .isPresent());
            Databases.execute(now, "INSERT INTO events VALUES (4, 'when it was followed')");
            service.awaitLog("shop-base");
            standby.stop();
        }

        try (ClusterFromBucket recovered = ClusterFromBucket.of(bucket, folder, home)) {
            assertThat(recovered.query("shop", "SELECT id FROM events ORDER BY id"))
                    .containsExactly("1", "2", "3", "4");
            assertThat(recovered.query("shop", "SELECT substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)"))
                    .containsExactly("00000003");
        }
        for (Path each : new Path[] {home, standbyHome}) {
            FileTree.delete(each);
        }
    }

    private static void copy(LocalCluster primary, Path home) throws Exception {
        Path data = home.resolve("data");
        Path program = ClientTools.locate(
                        Optional.empty(), TestCluster.binaries().major())
                .directory()
                .resolve("pg_basebackup");
        var builder = new ProcessBuilder(
                program.toString(),
                "--pgdata=" + data,
                "--write-recovery-conf",
                "--checkpoint=fast",
                "--wal-method=stream");
        builder.environment().putAll(primary.url("postgres").childEnvironment(null));
        builder.environment()
                .put("PGPASSWORD", primary.url("postgres").password().orElseThrow());
        Process process = builder.redirectErrorStream(true).start();
        String words = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(words).isZero();
        Optional<FileOwner> owner = RecoveringServer.owner(TestCluster.binaries(), home);
        if (owner.isPresent()) {
            give(data, owner.get());
        }
        Files.copy(primary.home().resolve("password"), home.resolve("password"));
    }

    private static void give(Path folder, FileOwner owner) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.toList()) {
                owner.own(each);
            }
        }
    }
}
