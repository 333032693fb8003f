package co.zencap.backup.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.backup.BackupRequests;
import co.zencap.backup.backup.BackupSchedules;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.settings.LiveSettings;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.settings.SettingsReader;
import co.zencap.backup.testing.MovableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkWatchTest {
    @TempDir
    Path home;

    private static final Duration HOUR = Duration.ofHours(1);

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-24T12:00:00Z"));
    private final Operations operations = new Operations(clock, o -> {});
    private Instant due = Instant.MAX;
    private WorkWatch watch;

    @BeforeEach
    void prepare() throws Exception {
        Settings settings = new SettingsReader(
                        Map.of(
                                "POSTGRES_URL", "postgresql://u@h/shop",
                                "BACKUP_ENCRYPTION_KEY", "0123456789abcdef".repeat(4),
                                "ADMIN_API_KEY", "k".repeat(40)),
                        home)
                .read();
        var requests = new BackupRequests(operations, Set.of("shop", "shop-full"));
        var schedules = BackupSchedules.of(
                settings,
                new LiveSettings(settings),
                requests,
                operations,
                new LocalRepository(home.resolve("backups")),
                Map::of,
                clock);
        watch = new WorkWatch(
                schedules,
                before -> due.isBefore(before) ? Map.of("cleanup", due) : Map.of(),
                operations,
                HOUR,
                "node1",
                clock);
        operations.begin(Kind.BACKUP, "shop", null).succeed();
        operations.begin(Kind.BACKUP, "shop-full", null).succeed();
    }

    @Test
    void aTimerThatDoesNotFireIsToldUntilItDoes() {
        due = clock.instant();
        clock.advance(Duration.ofMinutes(15));
        assertThat(watch.sightings().alerts()).isEmpty();
        clock.advance(Duration.ofMinutes(1));
        assertThat(watch.sightings().alerts()).singleElement().satisfies(alert -> assertThat(
                        alert.problem().sentence())
                .contains("cleanup", "2026-11-24T12:00:00Z", "HINT:"));
        due = Instant.MAX;
        assertThat(watch.sightings().alerts()).isEmpty();
    }

    @Test
    void aScheduleThatNobodyAsksIsToldUntilItIsOver() {
        clock.advance(Duration.ofHours(2));
        assertThat(watch.sightings().alerts()).isEmpty();
        clock.advance(Duration.ofMinutes(1));
        assertThat(watch.sightings().alerts()).singleElement().satisfies(alert -> {
            assertThat(alert.level()).isEqualTo(Alert.Level.ERROR);
            assertThat(alert.problem().sentence()).contains("shop", "HINT:");
        });

        operations.begin(Kind.BACKUP, "shop", null).succeed();
        assertThat(watch.sightings().alerts()).isEmpty();
        clock.advance(Duration.ofHours(3));
        assertThat(watch.sightings().alerts()).hasSize(1);
    }

    @Test
    void aBackupThatTakesLongerThanItMayIsTold() {
        RunningOperation backup = operations.begin(Kind.BACKUP, "shop", null);
        clock.advance(HOUR.plusSeconds(1));

        assertThat(watch.sightings().alerts()).singleElement().satisfies(alert -> {
            assertThat(alert.operationId()).isEqualTo(backup.id());
            assertThat(alert.level()).isEqualTo(Alert.Level.WARNING);
            assertThat(alert.problem().sentence()).contains("longer than 60 minutes", "BACKUP_MAX_DURATION_MINUTES");
        });
    }

    @Test
    void workThatDoesNotEndIsTold() {
        RunningOperation upload = operations.begin(Kind.UPLOAD, "shop", null);
        clock.advance(Duration.ofMinutes(241));

        assertThat(watch.sightings().alerts())
                .filteredOn(a -> upload.id().equals(a.operationId()))
                .singleElement()
                .satisfies(a -> assertThat(a.problem().detail()).contains("waiting"));
    }
}
