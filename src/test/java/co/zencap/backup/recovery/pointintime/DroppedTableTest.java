package co.zencap.backup.recovery.pointintime;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.cli.AtTheWorstDay;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The point lies just before a table was dropped: the server stops in the midst of that, with the table locked. */
class DroppedTableTest {
    @TempDir
    Path folder;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void theTableIsBackAsItWasTheMomentBefore() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        S3TestSettings bucket = S3TestSettings.onEmbeddedS3();
        Path lostHome = TestCluster.newHome();
        LocalCluster production = Machine.start(lostHome);
        PostgresUrl shop = production.createDatabase("shop");
        Databases.execute(shop, "CREATE TABLE orders (id int)", "INSERT INTO orders VALUES (1)");
        Map<String, String> variables = CriticalShop.variables(bucket, shop, TestCluster.createDatabase());
        Instant before;
        try (TestService service = TestService.start(folder.resolve("service"), variables)) {
            service.awaitBackup("shop-base");
            Databases.execute(shop, "INSERT INTO orders VALUES (2)");
            Thread.sleep(50);
            before = Instant.now();
            Thread.sleep(50);
            Databases.execute(shop, "DROP TABLE orders");
            service.awaitLog("shop-base");
            Machine.destroy(production);
        }

        try (ClusterFromBucket recovered = ClusterFromBucket.of(bucket, folder, lostHome, "--at", before.toString())) {
            assertThat(recovered.query("shop", "SELECT id FROM orders ORDER BY id"))
                    .containsExactly("1", "2");
        }

        Path home = TestCluster.newHome();
        AtTheWorstDay day = ClusterFromBucket.day(bucket, folder);
        var arguments = new ArrayList<>(ClusterFromBucket.to(TestCluster.binaries(), home));
        arguments.addAll(List.of("--at", before.toString()));
        assertThat(day.recoverCluster(arguments.toArray(String[]::new)))
                .as(day.err())
                .isEqualTo(ExitStatus.OK);
        assertThat(day.out() + day.err()).as("not promoted").contains("were not read");
        FileTree.delete(home);
        FileTree.delete(lostHome);
    }
}
