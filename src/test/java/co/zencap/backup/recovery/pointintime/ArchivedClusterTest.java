package co.zencap.backup.recovery.pointintime;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.backup.Manifest;
import co.zencap.backup.cli.AtTheWorstDay;
import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.disk.FileTree;
import co.zencap.backup.json.Json;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.testing.ArchiveTier;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.FaultyS3;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Base backups and log that the bucket's lifecycle has moved to an archive tier, as it does after 90 days. */
class ArchivedClusterTest {

    /** Segments without a commit behind the second base backup: more than are asked for beyond what is surely read. */
    private static final int EMPTY = 9;

    @TempDir
    static Path service;

    private static S3TestSettings bucket;
    private static Path lostHome;
    private static String first;
    private static String second;

    /** Before the second base backup ended; the next commit lies well behind that. */
    private static Instant quiet;

    /** The place in the log at that time. */
    private static String place;

    @TempDir
    Path folder;

    @BeforeAll
    static void writeAndLoseEverything() throws Exception {
        Files.setPosixFilePermissions(service, PosixFilePermissions.fromString("rwx--x--x"));
        bucket = S3TestSettings.onEmbeddedS3();
        lostHome = TestCluster.newHome();
        LocalCluster production = Machine.start(lostHome);
        PostgresUrl shop = production.createDatabase("shop");
        Databases.execute(shop, "CREATE TABLE said (word text)", "INSERT INTO said VALUES ('one')");
        Map<String, String> variables = CriticalShop.variables(bucket, shop, TestCluster.createDatabase());
        variables.put("BACKUP_WAL_MAX_SEGMENT_SECONDS", "600");
        try (TestService running = TestService.start(service, variables)) {
            first = running.awaitBackup("shop-base").id();
            Databases.execute(shop, "INSERT INTO said VALUES ('two')");
            place = Databases.query(shop, "SELECT pg_current_wal_flush_lsn()").get(0);
            Thread.sleep(20);
            quiet = Instant.now();
            Thread.sleep(20);
            Operation again = running.backup(Manifest.Kind.BASE, "shop-base");
            assertThat(again.problem()).isNull();
            second = again.backupId();
            for (int i = 0; i < EMPTY; i++) {
                Databases.query(shop, "SELECT pg_logical_emit_message(false, 'empty', '')");
                Databases.query(shop, "SELECT pg_switch_wal()");
            }
            Databases.execute(shop, "INSERT INTO said VALUES ('three')");
            Databases.query(shop, "SELECT pg_switch_wal()");
            running.awaitLog("shop-base");
            Machine.destroy(production);
        }
        FileTree.delete(service.resolve("repository"));
    }

    @AfterAll
    static void deleteWhatIsLost() throws Exception {
        FileTree.delete(lostHome);
    }

    /** On AWS what is small stays where it is. */
    private static boolean isArchived(String key) {
        return key.startsWith("shop-base") && !key.endsWith(".json");
    }

    @Test
    void whatIsSurelyReadIsAskedForAtOnceAndWhatElseIsNeededAsTheServerComesToIt() throws Exception {
        var tier = new ArchiveTier(bucket.bucket(), ArchivedClusterTest::isArchived);
        try (FaultyS3 proxy = FaultyS3.before(bucket.endpoint()).spoil(tier)) {
            List<String> said = recover(proxy, "--at", quiet.toString());

            assertThat(said).containsExactly("one", "two");
            // The next commit ends it; the base backup that tells how far the log has to be read is not read itself.
            assertThat(tier.asked())
                    .hasSizeGreaterThan(planned("--at", quiet.toString()))
                    .contains("shop-base/" + first + "/base.tar.zst.enc")
                    .noneMatch(key -> key.contains(second));
        }
    }

    @Test
    void ofTheLogBehindThePointNothingIsAskedFor() throws Exception {
        var tier = new ArchiveTier(bucket.bucket(), ArchivedClusterTest::isArchived);
        try (FaultyS3 proxy = FaultyS3.before(bucket.endpoint()).spoil(tier)) {
            int planned = planned("--at-lsn", place);

            List<String> said = recover(proxy, "--at-lsn", place);

            assertThat(said).contains("one").doesNotContain("three");
            assertThat(tier.asked())
                    .hasSize(planned)
                    .contains("shop-base/" + first + "/base.tar.zst.enc")
                    .noneMatch(key -> key.contains(second));
            assertThat(planned).isLessThan(EMPTY + 1);
        }
    }

    /** Of how many objects a plan says that they are asked for first; it asks for nothing itself. */
    private int planned(String option, String value) throws Exception {
        var tier = new ArchiveTier(bucket.bucket(), ArchivedClusterTest::isArchived);
        try (FaultyS3 proxy = FaultyS3.before(bucket.endpoint()).spoil(tier)) {
            AtTheWorstDay day = day(proxy);
            assertThat(day.recoverCluster(option, value, "--dry-run")).isEqualTo(ExitStatus.OK);
            assertThat(day.out()).contains(" objects of it (", "archive tier");
            assertThat(day.recoverCluster(option, value, "--dry-run", "--json")).isEqualTo(ExitStatus.OK);
            assertThat(tier.asked()).isEmpty();
            return Json.MAPPER.readTree(day.out()).at("/archived/objects").asInt();
        }
    }

    private AtTheWorstDay day(FaultyS3 proxy) throws Exception {
        return ClusterFromBucket.day(bucket.at(proxy.endpoint()), folder);
    }

    private List<String> recover(FaultyS3 proxy, String option, String value) throws Exception {
        try (ClusterFromBucket recovered =
                ClusterFromBucket.of(bucket.at(proxy.endpoint()), folder, lostHome, option, value)) {
            return recovered.query("shop", "SELECT word FROM said ORDER BY 1");
        }
    }
}
