package co.zencap.backup.backup;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.backup.BackupSchedule.Plan;
import co.zencap.backup.backup.Manifest.Kind;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.schedule.Schedule;
import co.zencap.backup.schedule.Timetable;
import co.zencap.backup.schedule.Timing;
import co.zencap.backup.testing.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What becomes of the timers, minute by minute through a week in which the clock is changed: one backup for each time, with
 * the timers and, while the catalog that holds them is away, without.
 */
class BackupWeeksTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration TAKES = Duration.ofMinutes(3);
    private static final Plan DATABASE =
            new Plan(Kind.DATABASE, "shop", Schedule.DATABASE, Optional.empty(), List.of("shop-full"));

    private MovableClock clock;
    private Operations operations;
    private BackupRequests requests;
    private RunningOperation running;

    @BeforeEach
    void reset() {
        clock = new MovableClock(Instant.EPOCH);
        operations = new Operations(clock, o -> {});
        requests = new BackupRequests(operations, Set.of("shop", "shop-full"));
    }

    @ParameterizedTest
    @CsvSource({
        "60, Europe/Berlin, 2026-03-23, 167",
        "60, Europe/Berlin, 2026-10-19, 169",
        "240, America/New_York, 2026-10-26, 43",
        "1440, Australia/Lord_Howe, 2026-03-30, 8",
        "0 30 2 * * ?, Europe/Berlin, 2026-03-23, 7",
        "0 30 2 * * ?, Europe/Berlin, 2026-10-19, 7",
        "0 30 1 * * ?, America/New_York, 2026-10-26, 7",
        "0 15 2 * * ?, Australia/Lord_Howe, 2026-09-28, 7",
        "0 0 * * * ?, Europe/Berlin, 2026-03-23, 167",
        "0 0 * * * ?, Europe/Berlin, 2026-10-19, 169",
        "0 0/30 * * * ?, Australia/Lord_Howe, 2026-03-30, 337",
    })
    void eachTimeMakesOneBackup(String timing, ZoneId zone, LocalDate monday, int backups) {
        Instant from = monday.atStartOfDay(zone).toInstant();
        Instant to = monday.plusDays(7).atStartOfDay(zone).toInstant();
        List<Instant> due = due(timing, zone, from, to);

        List<Instant> begun = begun(timing, zone, from, to, due);

        assertThat(begun).isEqualTo(due);
        assertThat(begun).hasSize(backups);
    }

    @ParameterizedTest
    @CsvSource({
        "0 30 2 * * ?, Europe/Berlin, 2026-03-23, 7",
        "0 30 2 * * ?, Europe/Berlin, 2026-10-19, 7",
        "0 0 * * * ?, Europe/Berlin, 2026-10-19, 169",
        "0 15 2 * * ?, Australia/Lord_Howe, 2026-09-28, 7",
    })
    void soDoesANodeWithoutTheTimers(String timing, ZoneId zone, LocalDate monday, int backups) {
        Instant from = monday.atStartOfDay(zone).toInstant();
        Instant to = monday.plusDays(7).atStartOfDay(zone).toInstant();

        List<Instant> begun = begun(timing, zone, from, to, List.of());

        assertThat(begun)
                .isEqualTo(due(timing, zone, from, to).stream()
                        .map(time -> time.plus(MINUTE.multipliedBy(2)))
                        .toList());
        assertThat(begun).hasSize(backups);
    }

    private List<Instant> due(String timing, ZoneId zone, Instant from, Instant to) {
        var due = new ArrayList<Instant>();
        Timing times = Timing.parse(timing).orElseThrow();
        Instant at = times.interval().map(interval -> from).orElseGet(() -> times.next(from.minusSeconds(1), zone)
                .orElseThrow());
        while (at.isBefore(to)) {
            due.add(at);
            at = times.next(at, zone).orElseThrow();
        }
        return due;
    }

    /** @param timers when one fires; without any the node is alone */
    private List<Instant> begun(String timing, ZoneId zone, Instant from, Instant to, List<Instant> timers) {
        var timetable =
                new Timetable(Map.of(Schedule.DATABASE, Timing.parse(timing).orElseThrow()), zone);
        // The one before it was on time.
        clock.set(from.minus(Duration.ofMinutes(10)));
        Optional<Instant> before = Optional.of(from.minus(
                timetable.of(Schedule.DATABASE).flatMap(Timing::interval).orElse(Duration.ofMinutes(20))));
        var schedule = new BackupSchedule(requests, operations, DATABASE, () -> timetable, before, clock);
        var begun = new ArrayList<Instant>();
        // With the time that the last one may be late
        for (Instant now = clock.instant(); now.isBefore(to.plus(MINUTE.multipliedBy(2))); now = now.plus(MINUTE)) {
            clock.set(now);
            end(now);
            if (timers.contains(now)) {
                begin(schedule.fired(), begun);
            }
            begin(schedule.followUp(timers.isEmpty()), begun);
            assertThat(schedule.isOverdue()).as("%s", now).isFalse();
        }
        return begun;
    }

    private void begin(Object wanted, List<Instant> begun) {
        if (wanted != null) {
            assertThat(wanted).isInstanceOf(BackupRequest.class);
            running = ((BackupRequest) wanted).operation();
            begun.add(clock.instant());
        }
    }

    private void end(Instant now) {
        if (running != null && !running.snapshot().startedAt().plus(TAKES).isAfter(now)) {
            running.succeed();
            running = null;
        }
    }
}
