package co.zencap.backup.backup;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.backup.BackupSchedule.Plan;
import co.zencap.backup.backup.Manifest.Kind;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.postgres.WalServer.Identity;
import co.zencap.backup.schedule.Schedule;
import co.zencap.backup.schedule.Timetable;
import co.zencap.backup.schedule.Timing;
import co.zencap.backup.testing.MovableClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BaseIncrementTimerTest {
    private static final Instant START = Instant.parse("2026-11-24T01:30:00Z");

    private final MovableClock clock = new MovableClock(START);
    private final Operations operations = new Operations(clock, o -> {});
    private final BackupRequests requests = new BackupRequests(operations, Set.of());
    private Optional<Identity> server = Optional.of(server("17.6", true));
    private final BaseIncrementTimer timer = new BaseIncrementTimer(
            () -> server.orElseThrow(() -> new IOException("away")), "shop-base", requests, operations, clock);

    @Test
    void aTimerThatFiresBeginsOne() {
        BackupRequest request = only(timer.fired());

        assertThat(request.kind()).isEqualTo(Kind.BASE);
        assertThat(request.incremental()).isTrue();
        assertThat(BackupRequests.isIncremental(request.operation().snapshot())).isTrue();
        assertThat(timer.followUp()).isEmpty();
    }

    @Test
    void nothingIsBegunWhereTheServerCannot() {
        server = Optional.of(server("16.4", false));
        assertThat(timer.fired()).isEmpty();
        server = Optional.of(server("17.6", false));
        assertThat(timer.fired()).isEmpty();
        server = Optional.of(server("17.6", true));
        assertThat(timer.followUp()).isEmpty();
        assertThat(timer.fired()).hasSize(1);
    }

    @Test
    void itWaitsUntilTheServerCanBeAsked() {
        Optional<Identity> up = server;
        server = Optional.empty();
        assertThat(timer.fired()).isEmpty();
        assertThat(timer.followUp()).isEmpty();
        server = up;
        assertThat(timer.followUp()).hasSize(1);
    }

    @Test
    void aBaseBackupThatIsBeingMadeServesAsWell() {
        BackupRequest full = requests.of(Kind.BASE, "shop-base").orElseThrow();

        assertThat(timer.fired()).isEmpty();
        full.operation().succeed();
        assertThat(timer.followUp()).isEmpty();
    }

    @Test
    void oneThatFailedIsMadeUpForAnHourLater() {
        only(timer.fired()).operation().fail(new Problem("failed", "", ""));
        clock.advance(Duration.ofMinutes(59));
        assertThat(timer.followUp()).isEmpty();
        clock.advance(Duration.ofMinutes(1));

        BackupRequest again = only(timer.followUp());

        again.operation().succeed();
        clock.advance(Duration.ofHours(2));
        assertThat(timer.followUp()).isEmpty();
    }

    /** Neither counts one as a full one, nor makes up for it by one. */
    @Test
    void fullOnesComeAsIfThereWereNoOthers() {
        var schedule = schedule("10080", Optional.of(START.minus(Duration.ofDays(6))));
        only(timer.fired()).operation().succeed();
        clock.advance(Duration.ofDays(1));
        assertThat(schedule.fired()).isInstanceOfSatisfying(BackupRequest.class, full -> {
            assertThat(full.incremental()).isFalse();
            full.operation().succeed();
        });

        only(timer.fired()).operation().fail(new Problem("failed", "", ""));
        clock.advance(Duration.ofHours(2));
        assertThat(schedule.followUp(false)).isNull();
    }

    @Test
    void aFullOneWaitsForAnIncrementalOneAndIsNotSkipped() {
        var schedule = schedule("0 30 1 ? * TUE", Optional.of(START.minus(Duration.ofDays(7))));
        BackupRequest increment = only(timer.fired());

        assertThat(schedule.fired()).isNull();
        increment.operation().succeed();

        assertThat(schedule.followUp(false)).isInstanceOf(BackupRequest.class);
    }

    @Test
    void oneThatHadToBeAFullOneCountsAsThat() {
        BackupRequest wish = only(timer.fired());
        wish.operation().result(BackupRequests.INCREMENTAL, false);
        wish.operation().succeed();
        clock.advance(Duration.ofMinutes(5));

        assertThat(schedule("10080", Optional.of(START.minus(Duration.ofDays(9))))
                        .nextRun())
                .contains(START.plus(Duration.ofDays(7)));
    }

    private BackupSchedule schedule(String timing, Optional<Instant> newest) {
        var timetable = new Timetable(Map.of(Schedule.BASE, Timing.parse(timing).orElseThrow()), ZoneOffset.UTC);
        var plan = new Plan(Kind.BASE, "shop-base", Schedule.BASE, Optional.empty(), List.of());
        return new BackupSchedule(requests, operations, plan, () -> timetable, newest, clock);
    }

    private static BackupRequest only(List<Object> begun) {
        assertThat(begun).hasSize(1);
        return (BackupRequest) begun.get(0);
    }

    private static Identity server(String version, boolean summarizes) {
        return new Identity("7", 16 << 20, version, "replica", "postgres", 0, true, true, summarizes, Map.of(), 1);
    }
}
