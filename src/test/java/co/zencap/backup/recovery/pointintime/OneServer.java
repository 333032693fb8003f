package co.zencap.backup.recovery.pointintime;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.catalog.WalWindow;
import co.zencap.backup.cli.AtTheWorstDay;
import co.zencap.backup.client.ExitStatus;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/**
 * A server of some version is written to, backed up, lost, and recovered from the bucket.
 *
 * @param folder to work in
 * @param binaries the server's programs
 */
record OneServer(Path folder, ServerBinaries binaries) {
    private static final String KEY = "0123456789abcdef".repeat(4);

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
            var queries = service.camel().getRegistry().lookupByNameAndType("catalogQueries", CatalogQueries.class);
            Awaitility.await().atMost(Duration.ofMinutes(3)).until(() -> queries.newestBackups()
                    .containsKey("shop-base"));
            Databases.execute(shop, "CREATE TABLE notes AS SELECT 1 AS id");
            Thread.sleep(50);
            between = Instant.now();
            Thread.sleep(50);
            Databases.execute(shop, "INSERT INTO notes VALUES (2)");
            Instant after = Instant.now();
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> WalWindow.of(queries, "shop-base")
                    .map(WalWindow::newest)
                    .filter(after::isBefore)
                    .isPresent());
            Machine.destroy(production);
        }

        assertThat(recovered(bucket, lostHome, "--at", between.toString())).isEqualTo("1");
        assertThat(recovered(bucket, lostHome)).isEqualTo("1,2");
        FileTree.delete(lostHome);
    }

    private String recovered(S3TestSettings bucket, Path lostHome, String... more) throws Exception {
        Path home = TestCluster.newHome();
        var day = new AtTheWorstDay(Files.createTempDirectory(folder, "day"), bucket, KEY);
        var all = new ArrayList<>(List.of(
                "--cluster-to",
                home.resolve("data").toString(),
                "--server-bin",
                binaries.bin().toString(),
                "--promote"));
        all.addAll(List.of(more));
        assertThat(day.recoverCluster(all.toArray(String[]::new))).as(day.err()).isEqualTo(ExitStatus.OK);
        try (LocalCluster recovered = Machine.startRecovered(binaries, home, lostHome)) {
            return Databases.query(recovered.url("shop"), "SELECT string_agg(id::text, ',' ORDER BY id) FROM notes")
                    .get(0);
        } finally {
            FileTree.delete(home);
        }
    }
}
