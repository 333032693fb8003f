package co.zencap.backup.recovery.pointintime;

import co.zencap.backup.disk.FileTree;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.FaultyS3;
import co.zencap.backup.testing.TestCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** A server with a {@link Ledger}, which a service is to back up with its log into a bucket that can be made to fail. */
final class CriticalShop implements AutoCloseable {
    static final String TARGET = "shop-base";

    final S3TestSettings bucket = S3TestSettings.onEmbeddedS3();
    final FaultyS3 proxy = FaultyS3.before(bucket.endpoint());
    final Path home = TestCluster.newHome();
    final LocalCluster server = Machine.start(home);
    final PostgresUrl database = server.createDatabase("shop");
    final PostgresUrl catalog = TestCluster.createDatabase();

    /** Of the service. */
    final Map<String, String> variables = new HashMap<>();

    /** @param folder of the service */
    CriticalShop(Path folder) throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        Ledger.open(database);
        variables.putAll(variables(bucket.at(proxy.endpoint()), database, catalog));
    }

    /** Of a service for which a database {@code shop} is critical, and that does not test its backups. */
    static Map<String, String> variables(S3TestSettings bucket, PostgresUrl shop, PostgresUrl catalog) {
        var variables = new HashMap<String, String>(bucket.variables());
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(shop));
        variables.put("BACKUP_CATALOG_URL", Databases.text(catalog));
        variables.put("BACKUP_CRITICAL_TARGETS", "shop");
        variables.put("BACKUP_TEST_AFTER_BACKUP", "false");
        return variables;
    }

    /** Every alert that there ever was. */
    List<String> alerts() {
        return Databases.query(catalog, "SELECT title || ': ' || detail FROM zencap.backup_monitoring_alerts");
    }

    /** Of those that are in the bucket. */
    int baseBackups() {
        return Integer.parseInt(Databases.query(
                        catalog,
                        "SELECT count(*) FROM zencap.backup_copies c JOIN zencap.backups b ON b.id = c.backup_id"
                                + " WHERE b.target = '" + TARGET + "' AND repository = 's3' AND c.state = 'stored'")
                .get(0));
    }

    /** Nobody asks for it: a critical database has none yet. */
    void awaitBaseBackup() {
        Awaitility.await()
                .atMost(Duration.ofMinutes(3))
                .until(() -> Databases.query(catalog, "SELECT to_regclass('zencap.backup_copies') IS NOT NULL")
                                .contains("t")
                        && baseBackups() >= 1);
    }

    @Override
    public void close() throws Exception {
        server.stop();
        proxy.close();
        FileTree.delete(home);
    }
}
