package co.zencap.backup.recovery.pointintime;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bucket is away while the server goes on writing: what waits has limits, and nothing of it is lost. */
class BucketAwayTest {
    private static final long MEBI = 1 << 20;
    private static final long BACKLOG = 64;

    /** What may come in between two looks, and the segment that is not whole. */
    private static final long SLACK = 96;

    @TempDir
    Path folder;

    private CriticalShop shop;

    @BeforeEach
    void prepare() throws Exception {
        shop = new CriticalShop(folder);
        shop.variables.put("BACKUP_WAL_BACKLOG_MB", String.valueOf(BACKLOG));
        shop.variables.put("BACKUP_WAL_SLOT_MAX_MB", "1024");
    }

    @AfterEach
    void end() throws Exception {
        shop.close();
    }

    @Test
    void nothingIsLostThoughTheServiceIsKilledMeanwhile() throws Exception {
        var waited = new ConcurrentSkipListMap<Instant, Long>();
        ServiceProcess service = ServiceProcess.start(folder, shop.variables);
        Ledger ledger = null;
        try {
            shop.awaitBaseBackup();
            ledger = Ledger.write(shop.database, 2);
            awaitLossOfSeconds();

            shop.proxy.spoil(request -> true, new Fault.Reset());
            writeMuch(14, waited);
            Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> !isReceiving());
            service.kill();
            writeMuch(4, waited);
            service = ServiceProcess.start(folder, shop.variables);
            writeMuch(4, waited);
            Awaitility.await().atMost(Duration.ofMinutes(3)).until(() -> shop.alerts().stream()
                    .anyMatch(text -> text.contains("write-ahead log is not")));
            Awaitility.await()
                    .during(Duration.ofSeconds(10))
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(shop.alerts())
                            .filteredOn(text -> text.contains("write-ahead log"))
                            .as("told once")
                            .hasSize(1));
            assertThat(waited.values()).allMatch(bytes -> bytes <= (BACKLOG + SLACK) * MEBI);
            assertThat(held()).as("kept on the server").isBetween(100 * MEBI, 1024 * MEBI);

            shop.proxy.heal();
            awaitLossOfSeconds();
            Awaitility.await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(openAlerts())
                    .isEmpty());
            assertThat(Databases.query(
                            shop.catalog,
                            "SELECT count(*) FROM zencap.backup_monitoring_alerts WHERE title LIKE '%gap%'"))
                    .containsExactly("0");
            ledger.close();
            awaitLossOfSeconds();
        } finally {
            if (ledger != null) {
                ledger.close();
            }
            service.close();
        }
        shop.server.stop();

        try (ClusterFromBucket recovered = ClusterFromBucket.of(shop.bucket, folder, shop.home)) {
            ledger.requireWhole(recovered.url("shop"));
            assertThat(ledger.committed()).hasSizeGreaterThan(500);
        }
    }

    /** It accepts what is sent and never answers: whoever sends waits for minutes, and the disks fill meanwhile. */
    @Test
    void aBucketThatDoesNotAnswerFillsNeitherDisk() throws Exception {
        shop.variables.put("BACKUP_WAL_SLOT_MAX_MB", "128");
        var waited = new ConcurrentSkipListMap<Instant, Long>();
        try (ServiceProcess service = ServiceProcess.start(folder, shop.variables)) {
            shop.awaitBaseBackup();
            awaitLossOfSeconds();

            shop.proxy.spoil(request -> true, new Fault.Hang());
            writeMuch(16, waited);
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !isReceiving());
            writeMuch(12, waited);
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> slots().isEmpty());

            assertThat(waited.values()).allMatch(bytes -> bytes <= (BACKLOG + SLACK) * MEBI);
            Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> shop.alerts().stream()
                    .anyMatch(text -> text.contains("has a gap")));
            Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> shop.alerts().stream()
                    .anyMatch(text -> text.contains("is not received: ") && text.contains("BACKUP_WAL_BACKLOG_MB")));
            shop.proxy.heal();
            // One that fails is begun again after ten minutes.
            Awaitility.await().atMost(Duration.ofMinutes(14)).untilAsserted(() -> assertThat(shop.baseBackups())
                    .as("after %s, with the alerts %s", operations(), openAlerts())
                    .isGreaterThanOrEqualTo(2));
            awaitLossOfSeconds();
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0; // it is sent
        }
    }

    /** So many segments, one after the other; what lies in the service's folder meanwhile is written down. */
    private void writeMuch(int segments, Map<Instant, Long> waited) throws Exception {
        for (int i = 0; i < segments; i++) {
            Databases.query(
                    shop.database,
                    "SELECT count(pg_logical_emit_message(true, 'much', repeat(md5(i::text), 8192)))"
                            + " FROM generate_series(1, 64) i");
            Thread.sleep(1500);
            waited.put(Instant.now(), lying());
        }
    }

    private long lying() throws Exception {
        try (Stream<Path> files = Files.walk(folder.resolve("work/wal"))) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(BucketAwayTest::size)
                    .sum();
        }
    }

    private List<String> slots() {
        return Databases.query(shop.database, "SELECT slot_name FROM pg_replication_slots");
    }

    private boolean isReceiving() {
        return Databases.query(shop.database, "SELECT active FROM pg_replication_slots")
                .contains("t");
    }

    private long held() {
        return Long.parseLong(Databases.query(
                        shop.database, "SELECT (pg_current_wal_lsn() - restart_lsn)::bigint FROM pg_replication_slots")
                .get(0));
    }

    private List<String> openAlerts() {
        return Databases.query(
                shop.catalog,
                "SELECT title FROM zencap.backup_monitoring_alerts WHERE resolved_at IS NULL AND component = 'wal'");
    }

    private List<String> operations() {
        return Databases.query(
                shop.catalog,
                "SELECT concat_ws(' ', kind, state, target, ended_at, problem) FROM zencap.backup_operations"
                        + " ORDER BY started_at");
    }

    /** Until what is written now can be recovered. */
    private void awaitLossOfSeconds() {
        Instant now = Instant.now();
        Awaitility.await().atMost(Duration.ofMinutes(4)).until(() -> Databases.query(
                        shop.catalog, "SELECT recoverable_at > '" + now + "'::timestamptz FROM zencap.backup_wal")
                .contains("t"));
    }
}
