package co.zencap.backup.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.catalog.WalWindow;
import co.zencap.backup.cleanup.LegalHolds;
import co.zencap.backup.operation.BackupRef;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.LocalCluster.Profile;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.WalSegment;
import co.zencap.backup.privilege.BucketPolicies;
import co.zencap.backup.privilege.BucketRole;
import co.zencap.backup.privilege.IamGate;
import co.zencap.backup.repository.S3Access;
import co.zencap.backup.repository.S3Administration;
import co.zencap.backup.repository.S3Connection;
import co.zencap.backup.repository.S3Repository;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A service that deletes nothing off site, behind the policy that is printed for it: what is overwritten and deleted elsewhere
 * (beginnings of segments, the log's position, holds, what cleanups may delete) keeps nothing from working.
 */
class AppendOnlyTest {
    @TempDir
    Path folder;

    @Test
    void theLogIsKeptAndWhatMayGoIsLeft() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        S3TestSettings bucket = bucketWithVersions();
        LocalCluster cluster = LocalCluster.start(new LocalCluster.Settings(
                TestCluster.binaries(),
                TestCluster.newHome(),
                0,
                Profile.DURABLE,
                Map.of("wal_level", "replica", "fsync", "off")));
        var writer = new BucketPolicies("aws", bucket.bucket(), "", false, Set.of()).of(BucketRole.WRITER);
        try (IamGate gate = IamGate.before(bucket.endpoint(), writer)) {
            PostgresUrl shop = cluster.createDatabase("shop");
            Databases.execute(shop, "CREATE TABLE notes (id serial PRIMARY KEY, body text)");
            try (TestService service = TestService.start(folder, variables(bucket, gate, shop))) {
                var queries = service.bean("catalogQueries", CatalogQueries.class);
                Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> queries.newestBackups()
                        .containsKey("shop-base"));
                writeSegments(shop, bucket);
                reachesNow(shop, queries);
                holdsCanBePlacedAndNotReleased(service);
                service.send("direct:clean-up", null);
                assertThat(service.operations().stream()
                                .filter(operation -> operation.kind() == Operation.Kind.CLEANUP)
                                .findFirst()
                                .orElseThrow()
                                .problem())
                        .isNull();
            }
            assertThat(gate.refused())
                    .allMatch(call -> call.matches("s3:DeleteObject(Version)? DELETE .*/\\.zencap-probe/.*"));
        } finally {
            cluster.delete();
        }
    }

    private static S3TestSettings bucketWithVersions() {
        S3TestSettings settings = S3TestSettings.onS3Mock().in("append-" + UUID.randomUUID());
        try (var owner = new S3Administration(settings.prefix(""))) {
            owner.client().createBucket(request -> request.bucket(settings.bucket()));
            owner.client().putBucketVersioning(request -> request.bucket(settings.bucket())
                    .versioningConfiguration(versions -> versions.status("Enabled")));
        }
        return settings;
    }

    private static Map<String, String> variables(S3TestSettings bucket, IamGate gate, PostgresUrl shop) {
        var variables = new HashMap<String, String>(bucket.at(gate.endpoint()).variables());
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(shop));
        variables.put("BACKUP_CATALOG_URL", Databases.text(TestCluster.createDatabase()));
        variables.put("BACKUP_CRITICAL_TARGETS", "shop");
        variables.put("BACKUP_WAL_MAX_SEGMENT_SECONDS", "5");
        variables.put("BACKUP_TEST_AFTER_BACKUP", "false");
        variables.put("BACKUP_S3_ACCESS", "append");
        variables.put("BACKUP_LOCAL_HIGH_WATER_PERCENT", "100"); // whatever else is on this disk
        return variables;
    }

    /** A segment that has become whole keeps its beginning beside it. */
    private static void writeSegments(PostgresUrl shop, S3TestSettings bucket) throws Exception {
        try (S3Connection connection = new S3Connection(bucket.prefix("").with(S3Access.READ), Clock.systemUTC())) {
            var repository = new S3Repository(connection);
            String segment = "SELECT pg_walfile_name(pg_current_wal_lsn())";
            Databases.execute(shop, "INSERT INTO notes (body) SELECT repeat('x', 500) FROM generate_series(1, 200)");
            String written = Databases.query(shop, segment).get(0);
            for (String wanted : new String[] {WalSegment.PARTIAL + ".", "."}) {
                Awaitility.await().atMost(Duration.ofSeconds(40)).until(() -> {
                    try (var all = repository.list("shop-base.wal/")) {
                        return all.anyMatch(object -> object.key().contains("/" + written + wanted)
                                && (wanted.length() > 1 || !object.key().contains(WalSegment.PARTIAL)));
                    }
                });
            }
            try (var all = repository.list("shop-base.wal/")) {
                assertThat(all).anyMatch(object -> object.key().contains("/" + written + WalSegment.PARTIAL));
            }
        }
    }

    private static void reachesNow(PostgresUrl shop, CatalogQueries queries) {
        Databases.execute(shop, "INSERT INTO notes (body) VALUES ('now')");
        Instant now = Instant.now();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> WalWindow.of(queries, "shop-base")
                .map(WalWindow::newest)
                .filter(now::isBefore)
                .isPresent());
    }

    private static void holdsCanBePlacedAndNotReleased(TestService service) {
        Operation made = service.backup();
        assertThat(service.awaitProof(made.id())).extracting(Operation::problem).containsOnlyNulls();
        BackupRef backup = TestService.ref(made);
        var wish = new LegalHolds.Wish(backup, "case 4711", "operator", "192.0.2.7");
        service.send("direct:place-hold", wish);
        service.send("direct:place-hold", wish);

        assertThatThrownBy(() -> service.send("direct:release-hold", wish))
                .rootCause()
                .hasMessageContaining("deletes nothing")
                .hasMessageContaining("HINT: have shop/" + backup.id() + "/");
        assertThat(service.verify(backup).problem()).isNull();
    }
}
