package co.zencap.backup.recovery.pointintime;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.disk.FileTree;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.ServerBinaries;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * A server of some version is written to, backed up, lost, and recovered from the bucket.
 *
 * @param folder to work in
 * @param binaries the server's programs
 */
record OneServer(Path folder, ServerBinaries binaries) {

    /** @param more settings of the service */
    void anInstantComesBackAndTheEnd(Map<String, String> more) throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        S3TestSettings bucket = S3TestSettings.onEmbeddedS3();
        Path lostHome = TestCluster.newHome();
        LocalCluster production = Machine.start(binaries, lostHome, Map.of());
        PostgresUrl shop = production.createDatabase("shop");
        var variables = new HashMap<String, String>(bucket.variables());
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(shop));
        variables.put("BACKUP_CATALOG_URL", Databases.text(TestCluster.createDatabase()));
        variables.put("BACKUP_CRITICAL_TARGETS", "shop");
        variables.put("BACKUP_SANDBOX_BIN", binaries.bin().toString());
        variables.putAll(more);
        Instant between;
        try (TestService service = TestService.start(folder.resolve("service"), variables)) {
            service.awaitBackup("shop-base");
            Databases.execute(shop, "CREATE TABLE notes AS SELECT 1 AS id");
            Thread.sleep(50);
            between = Instant.now();
            Thread.sleep(50);
            Databases.execute(shop, "INSERT INTO notes VALUES (2)");
            service.awaitLog("shop-base");
            Machine.destroy(production);
        }

        assertThat(recovered(bucket, lostHome, "--at", between.toString())).isEqualTo("1");
        assertThat(recovered(bucket, lostHome)).isEqualTo("1,2");
        FileTree.delete(lostHome);
    }

    private String recovered(S3TestSettings bucket, Path lostHome, String... more) throws Exception {
        try (ClusterFromBucket recovered = ClusterFromBucket.of(binaries, bucket, folder, lostHome, more)) {
            return recovered
                    .query("shop", "SELECT string_agg(id::text, ',' ORDER BY id) FROM notes")
                    .get(0);
        }
    }
}
