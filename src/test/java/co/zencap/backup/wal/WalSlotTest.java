package co.zencap.backup.wal;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.LocalCluster.Profile;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.WalServer;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.settings.SettingsReader;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The server's disk comes first. */
class WalSlotTest {
    private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");
    private static LocalCluster cluster;
    private static PostgresUrl url;

    @BeforeAll
    static void start() throws Exception {
        cluster = LocalCluster.start(new LocalCluster.Settings(
                TestCluster.binaries(),
                TestCluster.newHome(),
                0,
                Profile.DURABLE,
                Map.of("wal_level", "replica", "fsync", "off")));
        url = cluster.createDatabase("shop");
        Databases.execute(url, "CREATE TABLE t (a text)");
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.delete();
    }

    @Test
    void aSlotThatHoldsTooMuchIsDroppedAndMadeAnew() throws Exception {
        try (WalServer server = WalServer.open(url)) {
            var slot = new WalSlot(server, "zencap_shop", 16 << 20);
            var state = new WalState();
            assertThat(slot.take(state, NOW)).isTrue();
            assertThat(state.dropped()).isEmpty();
            assertThat(slot.isTooMuch(slot.look().orElseThrow())).isFalse();

            Databases.execute(url, "INSERT INTO t SELECT repeat(md5(i::text), 10) FROM generate_series(1, 80000) i");

            assertThat(slot.isTooMuch(slot.look().orElseThrow())).isTrue();
            assertThat(slot.take(state, NOW)).isTrue();
            assertThat(state.dropped().orElseThrow().detail()).contains("BACKUP_WAL_SLOT_MAX_MB");
            assertThat(slot.look().orElseThrow().held()).isLessThan(16 << 20);

            state.mended(NOW.minusSeconds(1));
            assertThat(state.dropped()).isPresent();
            state.mended(NOW.plusSeconds(1));
            assertThat(state.dropped()).isEmpty();
        }
    }

    /** A new one may begin at the server's last checkpoint, and giving it up would begin there once more. */
    @Test
    void whatIsTooMuchAndBecomesLessIsLeftAlone() {
        var slot = new WalSlot(null, "zencap_test", 100);
        Instant now = Instant.EPOCH;

        assertThat(slot.staysTooMuch(held(900), now)).isFalse();
        assertThat(slot.staysTooMuch(held(500), now.plusSeconds(9))).isFalse();
        assertThat(slot.staysTooMuch(held(200), now.plusSeconds(18))).isFalse();
        assertThat(slot.staysTooMuch(held(50), now.plusSeconds(27))).isFalse();

        assertThat(slot.staysTooMuch(held(110), now.plusSeconds(40))).isFalse();
        assertThat(slot.staysTooMuch(held(120), now.plusSeconds(49))).isFalse();
        assertThat(slot.staysTooMuch(held(130), now.plusSeconds(51))).isTrue();
    }

    private static WalServer.Slot held(long bytes) {
        return new WalServer.Slot(true, false, bytes, Optional.empty());
    }

    @Test
    void aSlotByWhichNobodyReceivesAnyMoreIsTold() throws Exception {
        cluster.createDatabase("orders");
        String slot = WalReceiver.slot(settings("false"));
        try (WalServer server = WalServer.open(url)) {
            assertThat(forgotten("false")).isEmpty();
            server.createSlot(slot, true);
            try {
                assertThat(forgotten("true")).as("who receives looks himself").isEmpty();
                assertThat(forgotten("false")).singleElement().satisfies(alert -> assertThat(
                                alert.problem().hint())
                        .contains("pg_drop_replication_slot('" + slot + "')"));
            } finally {
                server.dropSlot(slot);
            }
        }
    }

    private static List<Alert> forgotten(String enabled) throws Exception {
        return new ForgottenSlot(settings(enabled), "node", Clock.fixed(NOW, ZoneOffset.UTC))
                .look()
                .alerts();
    }

    private static Settings settings(String enabled) {
        return new SettingsReader(
                        Map.of(
                                "POSTGRES_URL_NON_POOLING",
                                Databases.text(url.withDatabase("orders")),
                                "BACKUP_ENCRYPTION_KEY",
                                "0123456789abcdef".repeat(4),
                                "ADMIN_API_KEY",
                                "fedcba9876543210".repeat(4),
                                "BACKUP_WAL_ENABLED",
                                enabled),
                        Path.of("").toAbsolutePath())
                .read();
    }

    @Test
    void theServerTellsWhatItIsAndHowFar() throws Exception {
        try (WalServer server = WalServer.open(url)) {
            WalServer.Identity cluster = server.identity();
            assertThat(cluster.segmentBytes()).isEqualTo(16 << 20);
            assertThat(cluster.systemIdentifier()).matches("\\d{10,20}");
            assertThat(cluster.maySwitch()).isTrue();
            assertThat(cluster.limits()).containsEntry("max_connections", 100);
            assertThat(cluster.tablespaces()).isZero();

            var closing = new SegmentClosing(Duration.ofSeconds(60), cluster.segmentBytes());
            WalServer.Moment moment = server.now();
            assertThat(moment.timeline()).isEqualTo(1);
            assertThat(moment.inserted().reaches(moment.flushed())).isTrue();
            server.switchSegment();
            assertThat(closing.isDue(server.now())).isFalse();
            Databases.execute(url, "INSERT INTO t SELECT repeat('x', 1000) FROM generate_series(1, 100)");
            WalServer.Moment used = server.now();
            assertThat(closing.isDue(used)).isFalse();
            var later =
                    new WalServer.Moment(used.time().plusSeconds(60), used.flushed(), used.inserted(), used.segment());
            assertThat(closing.isDue(later)).isTrue();
            server.switchSegment();
            WalServer.Moment next = server.now();
            var idle =
                    new WalServer.Moment(next.time().plusSeconds(600), next.flushed(), next.inserted(), next.segment());
            assertThat(closing.isDue(next)).isFalse();
            assertThat(closing.isDue(idle)).isFalse();
        }
    }

    @Test
    void anInstantCountsOnlyWhenAllThatWasWrittenByThenIsStored() throws Exception {
        try (WalServer server = WalServer.open(url)) {
            var progress = new WalProgress();
            WalServer.Moment before = server.now();
            Databases.execute(url, "INSERT INTO t VALUES ('y')");
            WalServer.Moment after = server.now();
            progress.at(before);
            progress.at(after);

            assertThat(progress.now().map(WalProgress.Reached::recoverable)).isEmpty();
            progress.stored(before.flushed());
            assertThat(progress.now().map(WalProgress.Reached::recoverable)).contains(before.time());
            progress.stored(after.flushed());
            assertThat(progress.now().map(WalProgress.Reached::recoverable)).contains(after.time());
            progress.stored(before.flushed());
            assertThat(progress.reached()).contains(after.flushed());
        }
    }
}
