package co.zencap.backup.recovery.pointintime;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.api.PointInTimeResource;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.postgres.WalSegment;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.repository.S3Connection;
import co.zencap.backup.repository.S3Repository;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Fault;
import co.zencap.backup.testing.TestService;
import co.zencap.backup.wal.WalArchive;
import co.zencap.backup.wal.WalLibrary;
import co.zencap.backup.wal.WalPosition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bucket takes connections and never answers: the local repository gets the log as if there were no bucket. */
class SilentBucketTest {
    private static final Optional<MasterKey> MASTER = Optional.of(MasterKey.parse(TestService.KEY));

    /** What the local repository may lag behind, on a busy machine. */
    private static final Duration LAG = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private CriticalShop shop;
    private S3Connection connection;
    private Repository s3;
    private Repository local;

    @BeforeEach
    void prepare() throws Exception {
        shop = new CriticalShop(folder);
        shop.variables.put("BACKUP_WAL_MAX_SEGMENT_SECONDS", "5");
        connection = new S3Connection(shop.bucket.prefix(""), Clock.systemUTC());
        s3 = new S3Repository(connection);
        local = new LocalRepository(folder.resolve("repository"));
    }

    @AfterEach
    void end() throws Exception {
        connection.close();
        shop.close();
    }

    @Test
    void theLocalRepositoryGetsTheLogAndWhoAsksIsToldWhichOneDoesNot() throws Exception {
        Ledger ledger = null;
        TestService service = TestService.start(folder, shop.variables, ServiceProcess::oftener);
        try {
            shop.awaitBaseBackup();
            ledger = Ledger.write(shop.database, 1);
            awaitReach(s3, Instant.now());
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> Databases.query(
                            shop.catalog, "SELECT whole AND recoverable_at IS NOT NULL FROM zencap.backup_wal")
                    .contains("t"));

            shop.proxy.spoil(request -> true, new Fault.Hang());
            Instant silent = Instant.now();
            for (int i = 0; i < 5; i++) {
                Instant written = Instant.now();
                awaitReach(local, written);
                assertThat(Duration.between(written, Instant.now())).isLessThan(LAG);
                Thread.sleep(3000);
            }

            assertThat(reach(s3)).isBefore(silent.plus(LAG));
            var report = service.bean("pointInTimeResource", PointInTimeResource.class);
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
            shop.proxy.heal();
            shop.proxy.spoil(request -> true, new Fault.Status(403, "AccessDenied"));
            Awaitility.await().atMost(Duration.ofMinutes(6)).untilAsserted(() -> assertThat(shop.alerts())
                    .anyMatch(text -> text.contains("is not sent to s3")));
            assertThat(((Map<?, ?>) report.get().body()).get("detail").toString())
                    .contains("whichever repository is left: local has all up to ", ", s3 has all up to ");
            shop.proxy.heal();
            shop.proxy.spoil(request -> true, new Fault.Hang());
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

        shop.proxy.heal();
        try (TestService next = TestService.start(folder, shop.variables)) {
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
        ServiceProcess service = ServiceProcess.start(folder, shop.variables);
        Ledger ledger = null;
        try {
            shop.awaitBaseBackup();
            ledger = Ledger.write(shop.database, 2);
            awaitReach(s3, Instant.now());

            shop.proxy.spoil(request -> true, new Fault.Hang());
            awaitReach(local, Instant.now().plusSeconds(10));
            service.kill();
            Thread.sleep(3000);
            service = ServiceProcess.start(folder, shop.variables);
            Instant again = Instant.now();
            awaitReach(local, again.plusSeconds(5));
            assertThat(Duration.between(again, Instant.now()))
                    .as("its start waits for no bucket")
                    .isLessThan(Duration.ofMinutes(1));
            assertThat(reach(s3)).isBefore(again);

            shop.proxy.heal();
            Instant healed = Instant.now();
            awaitReach(s3, healed);
            ledger.close();
            awaitReach(s3, Instant.now());
            assertThat(segments(s3)).containsAll(segments(local));
            assertWhole(s3);
            assertWhole(local);
            assertThat(shop.alerts()).noneMatch(text -> text.contains("has a gap"));
        } finally {
            if (ledger != null) {
                ledger.close();
            }
            service.close();
        }
        shop.server.stop();

        try (ClusterFromBucket recovered = ClusterFromBucket.of(shop.bucket, folder, shop.home)) {
            ledger.requireWhole(recovered.url("shop"));
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
        return WalArchive.open(repository, CriticalShop.TARGET, cluster(), MASTER);
    }

    /** The log leads from the newest base backup to what was written down last. */
    private static void assertWhole(Repository repository) throws IOException {
        WalLibrary.Reach newest =
                new WalLibrary(repository, CriticalShop.TARGET, MASTER).all().get(0);
        assertThat(newest.chain().gap()).isEmpty();
        assertThat(newest.reachesTheEnd()).isTrue();
    }

    private List<Path> waiting() throws IOException {
        try (var files = Files.list(folder.resolve("work/wal").resolve(cluster()))) {
            return files.toList();
        }
    }

    private String cluster() {
        return Databases.query(shop.database, "SELECT system_identifier FROM pg_control_system()")
                .get(0);
    }
}
