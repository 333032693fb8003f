package co.zencap.backup.recovery.pointintime;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.api.PointInTimeResource;
import co.zencap.backup.cli.AtTheWorstDay;
import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.disk.FileTree;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.WalSegment;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.repository.S3Connection;
import co.zencap.backup.repository.S3Repository;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Fault;
import co.zencap.backup.testing.FaultyS3;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import co.zencap.backup.wal.WalArchive;
import co.zencap.backup.wal.WalLibrary;
import co.zencap.backup.wal.WalPosition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bucket takes connections and never answers: the local repository gets the log as if there were no bucket. */
class SilentBucketTest {
    private static final String KEY = "0123456789abcdef".repeat(4);
    private static final Optional<MasterKey> MASTER = Optional.of(MasterKey.parse(KEY));
    private static final String TARGET = "shop-base";

    /** What the local repository may lag behind, on a busy machine. */
    private static final Duration LAG = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final Map<String, String> variables = new HashMap<>();
    private S3TestSettings bucket;
    private FaultyS3 proxy;
    private Path home;
    private LocalCluster production;
    private PostgresUrl shop;
    private PostgresUrl catalog;
    private S3Connection connection;
    private Repository s3;
    private Repository local;

    @BeforeEach
    void prepare() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        bucket = S3TestSettings.onEmbeddedS3();
        proxy = FaultyS3.before(bucket.endpoint());
        home = TestCluster.newHome();
        production = Machine.start(home);
        shop = production.createDatabase("shop");
        catalog = TestCluster.createDatabase();
        Ledger.open(shop);
        variables.putAll(bucket.at(proxy.endpoint()).variables());
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(shop));
        variables.put("BACKUP_CATALOG_URL", Databases.text(catalog));
        variables.put("BACKUP_CRITICAL_TARGETS", "shop");
        variables.put("BACKUP_TEST_AFTER_BACKUP", "false");
        variables.put("BACKUP_WAL_MAX_SEGMENT_SECONDS", "5");
        connection = new S3Connection(bucket.prefix(""), Clock.systemUTC());
        s3 = new S3Repository(connection);
        local = new LocalRepository(folder.resolve("repository"));
    }

    @AfterEach
    void end() throws Exception {
        production.stop();
        connection.close();
        proxy.close();
        FileTree.delete(home);
    }

    @Test
    void theLocalRepositoryGetsTheLogAndWhoAsksIsToldWhichOneDoesNot() throws Exception {
        Ledger ledger = null;
        TestService service = TestService.start(folder, variables, ServiceProcess::oftener);
        try {
            awaitBaseBackup();
            ledger = Ledger.write(shop, 1);
            awaitReach(s3, Instant.now());
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> Databases.query(
                            catalog, "SELECT whole AND recoverable_at IS NOT NULL FROM zencap.backup_wal")
                    .contains("t"));

            proxy.spoil(request -> true, new Fault.Hang());
            Instant silent = Instant.now();
            for (int i = 0; i < 5; i++) {
                Instant written = Instant.now();
                awaitReach(local, written);
                assertThat(Duration.between(written, Instant.now())).isLessThan(LAG);
                Thread.sleep(3000);
            }

            assertThat(reach(s3)).isBefore(silent.plus(LAG));
            var report =
                    service.camel().getRegistry().lookupByNameAndType("pointInTimeResource", PointInTimeResource.class);
            Map<?, ?> told = (Map<?, ?>) report.get().body();
            List<?> repositories = (List<?>) told.get("repositories");
            assertThat(repositories).hasSize(2);
            Map<?, ?> behind = of(repositories, "s3");
            Map<?, ?> ahead = of(repositories, "local");
            assertThat((Long) ahead.get("lossSeconds")).isLessThan(LAG.toSeconds());
            assertThat((Long) behind.get("lossSeconds"))
                    .isGreaterThanOrEqualTo(
                            Duration.between(silent, Instant.now()).toSeconds() - 1);
            assertThat((Long) behind.get("backlogBytes")).isPositive();
            assertThat((Instant) told.get("newest"))
                    .as("what is left of either repository has it")
                    .isBefore(silent.plus(LAG));
            // Of silence people are told after six minutes (WalStateTest), of refusals after one.
            proxy.heal();
            proxy.spoil(request -> true, new Fault.Status(403, "AccessDenied"));
            Awaitility.await().atMost(Duration.ofMinutes(6)).untilAsserted(() -> assertThat(alerts())
                    .anyMatch(text -> text.contains("is not sent to s3")));
            assertThat(((Map<?, ?>) report.get().body()).get("detail").toString())
                    .contains("whichever repository is left: local has all up to ", ", s3 has all up to ");
            proxy.heal();
            proxy.spoil(request -> true, new Fault.Hang());
            Thread.sleep(5000);
        } finally {
            if (ledger != null) {
                ledger.close();
            }
            long begun = System.nanoTime();
            service.close();
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .as("the end of the service, which the bucket does not answer")
                    .isLessThan(Duration.ofSeconds(40));
        }
        awaitNoThread();
        assertThat(waiting()).as("what only one has stays").isNotEmpty();

        proxy.heal();
        try (TestService next = TestService.start(folder, variables)) {
            awaitReach(s3, Instant.now());
            assertThat(segments(s3)).as("nothing is missing").containsAll(segments(local));
            assertWhole(s3);
            assertWhole(local);
            Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(waiting())
                    .hasSizeLessThanOrEqualTo(2));
        }
    }

    @Test
    void whoIsKilledMeanwhileGoesOnInBothWithoutAGap() throws Exception {
        ServiceProcess service = ServiceProcess.start(folder, variables);
        Ledger ledger = null;
        try {
            awaitBaseBackup();
            ledger = Ledger.write(shop, 2);
            awaitReach(s3, Instant.now());

            proxy.spoil(request -> true, new Fault.Hang());
            awaitReach(local, Instant.now().plusSeconds(10));
            service.kill();
            Thread.sleep(3000);
            service = ServiceProcess.start(folder, variables);
            Instant again = Instant.now();
            awaitReach(local, again.plusSeconds(5));
            assertThat(Duration.between(again, Instant.now()))
                    .as("its start waits for no bucket")
                    .isLessThan(Duration.ofMinutes(1));
            assertThat(reach(s3)).isBefore(again);

            proxy.heal();
            Instant healed = Instant.now();
            awaitReach(s3, healed);
            ledger.close();
            awaitReach(s3, Instant.now());
            assertThat(segments(s3)).containsAll(segments(local));
            assertWhole(s3);
            assertWhole(local);
            assertThat(alerts()).noneMatch(text -> text.contains("has a gap"));
        } finally {
            if (ledger != null) {
                ledger.close();
            }
            service.close();
        }
        production.stop();

        Path recoveredHome = TestCluster.newHome();
        var day = new AtTheWorstDay(Files.createTempDirectory(folder, "day"), bucket, KEY);
        int status = day.recoverCluster(
                "--cluster-to",
                recoveredHome.resolve("data").toString(),
                "--server-bin",
                TestCluster.binaries().bin().toString(),
                "--promote");
        assertThat(status).as(day.err()).isEqualTo(ExitStatus.OK);
        try (LocalCluster recovered = Machine.startRecovered(recoveredHome, home)) {
            var missing = new TreeSet<>(ledger.committed().keySet());
            missing.removeAll(Ledger.transfers(recovered.url("shop")));
            assertThat(missing).isEmpty();
            assertThat(Ledger.wrongAccounts(recovered.url("shop"))).isEmpty();
        } finally {
            FileTree.delete(recoveredHome);
        }
    }

    private static Map<?, ?> of(List<?> repositories, String id) {
        return repositories.stream()
                .map(each -> (Map<?, ?>) each)
                .filter(each -> each.get("repository").equals(id))
                .findFirst()
                .orElseThrow();
    }

    private void awaitNoThread() {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("wal-to-")));
    }

    /** Until all that was committed by then is in a repository. */
    private void awaitReach(Repository repository, Instant written) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(4))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> reach(repository).isAfter(written));
    }

    private Instant reach(Repository repository) throws IOException {
        return archive(repository).position().map(WalPosition::recoverable).orElse(Instant.EPOCH);
    }

    private List<String> segments(Repository repository) throws IOException {
        return archive(repository).names().stream().filter(WalSegment::isWhole).toList();
    }

    private WalArchive archive(Repository repository) throws IOException {
        return WalArchive.open(repository, TARGET, cluster(), MASTER);
    }

    /** The log leads from the newest base backup to what was written down last. */
    private static void assertWhole(Repository repository) throws IOException {
        WalLibrary.Reach newest =
                new WalLibrary(repository, TARGET, MASTER).all().get(0);
        assertThat(newest.chain().gap()).isEmpty();
        assertThat(newest.reachesTheEnd()).isTrue();
    }

    private List<Path> waiting() throws IOException {
        try (var files = Files.list(folder.resolve("work/wal").resolve(cluster()))) {
            return files.toList();
        }
    }

    private String cluster() {
        return Databases.query(shop, "SELECT system_identifier FROM pg_control_system()")
                .get(0);
    }

    private List<String> alerts() {
        return Databases.query(catalog, "SELECT title || ': ' || detail FROM zencap.backup_monitoring_alerts");
    }

    private void awaitBaseBackup() {
        Awaitility.await()
                .atMost(Duration.ofMinutes(3))
                .until(() -> Databases.query(catalog, "SELECT to_regclass('zencap.backup_copies') IS NOT NULL")
                                .contains("t")
                        && Databases.query(
                                        catalog,
                                        "SELECT count(*) > 0 FROM zencap.backup_copies c"
                                                + " JOIN zencap.backups b ON b.id = c.backup_id WHERE b.target = '"
                                                + TARGET + "' AND repository = 's3' AND c.state = 'stored'")
                                .contains("t"));
    }
}
