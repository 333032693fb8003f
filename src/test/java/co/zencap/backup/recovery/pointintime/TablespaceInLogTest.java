package co.zencap.backup.recovery.pointintime;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.disk.FileTree;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * On the machine that its log is of, a server that replays the making of a tablespace empties the live one's folder: PostgreSQL
 * goes by the path. The live server, its tablespace and the recovery are all on this machine here.
 */
class TablespaceInLogTest {

    @TempDir
    Path folder;

    /** @param switches how often the server begins another segment after it: none leaves it in one that is not whole */
    @ParameterizedTest(name = "{0} segments later")
    @ValueSource(ints = {0, 2})
    @Timeout(value = 4, unit = TimeUnit.MINUTES)
    void aTablespaceThatWasMadeLaterIsNeverEmptiedByARecovery(int switches) throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        S3TestSettings bucket = S3TestSettings.onEmbeddedS3();
        Path liveHome = TestCluster.newHome();
        try (LocalCluster live = Machine.start(liveHome)) {
            PostgresUrl shop = live.createDatabase("shop");
            Databases.execute(shop, "CREATE TABLE orders (id int)");
            Map<String, String> variables = CriticalShop.variables(bucket, shop, TestCluster.createDatabase());
            Instant before;
            Path fast = liveHome.resolve("fast");
            try (TestService service = TestService.start(folder, variables)) {
                service.awaitBackup("shop-base");
                // Else another one begins by itself, which knows the tablespace.
                service.camel().getRouteController().stopRoute("watch-wal");
                Databases.execute(shop, "INSERT INTO orders VALUES (1)");
                before = now(shop);
                Files.createDirectory(fast);
                Files.setOwner(fast, Files.getOwner(liveHome.resolve("data")));
                Databases.execute(shop, "CREATE TABLESPACE fast LOCATION '" + fast + "'");
                Databases.execute(shop, "CREATE TABLE invoices TABLESPACE fast AS SELECT 1 AS id", "CHECKPOINT");
                for (int i = 0; i < switches; i++) {
                    Databases.execute(shop, "CREATE TABLE later_" + i + " ()", "SELECT pg_switch_wal()");
                }
                service.awaitLog("shop-base");
            }
            List<String> files = files(fast);

            assertThat(recover(bucket)).isEqualTo(ExitStatus.FAILED);
            FileTree.delete(recoveredHome);

            assertThat(err)
                    .contains("a tablespace was made in " + fast, "so it is not replayed", "HINT:", "--from-dump");
            assertThat(files(fast)).as("the live tablespace").isEqualTo(files).isNotEmpty();
            assertThat(Databases.query(shop, "SELECT id FROM invoices")).containsExactly("1");

            // Up to the moment before, all comes back as ever.
            assertThat(recover(bucket, "--at", before.toString(), "--promote"))
                    .as(err)
                    .isEqualTo(ExitStatus.OK);
            assertThat(files(fast)).isEqualTo(files);
            try (LocalCluster recovered = Machine.startRecovered(recoveredHome, liveHome)) {
                assertThat(Databases.query(recovered.url("shop"), "SELECT id FROM orders"))
                        .containsExactly("1");
            } finally {
                FileTree.delete(recoveredHome);
            }
        } finally {
            FileTree.delete(liveHome);
        }
    }

    private String err;
    private Path recoveredHome;

    private int recover(S3TestSettings bucket, String... more) throws Exception {
        recoveredHome = TestCluster.newHome();
        var day = ClusterFromBucket.day(bucket, folder);
        int status = day.recoverCluster(
                Stream.concat(ClusterFromBucket.to(TestCluster.binaries(), recoveredHome).stream(), Stream.of(more))
                        .toArray(String[]::new));
        err = day.err();
        return status;
    }

    private static Instant now(PostgresUrl database) throws Exception {
        Thread.sleep(50);
        Instant now = Instant.parse(Databases.query(
                        database,
                        "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')")
                .get(0));
        Thread.sleep(50);
        return now.truncatedTo(ChronoUnit.MICROS);
    }

    private static List<String> files(Path tablespace) throws Exception {
        try (Stream<Path> all = Files.walk(tablespace)) {
            return all.map(path -> tablespace.relativize(path).toString())
                    .filter(name -> !name.contains("pgsql_tmp"))
                    .sorted()
                    .toList();
        }
    }
}
