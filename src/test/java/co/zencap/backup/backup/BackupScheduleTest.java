package co.zencap.backup.backup;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.backup.BackupSchedule.Plan;
import co.zencap.backup.backup.Manifest.Kind;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.schedule.Schedule;
import co.zencap.backup.schedule.Timetable;
import co.zencap.backup.schedule.Timing;
import co.zencap.backup.testing.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class BackupScheduleTest {
    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Plan DATABASE =
            new Plan(Kind.DATABASE, "shop", Schedule.DATABASE, Optional.empty(), List.of("shop-full"));
    private static final Plan FULL =
            new Plan(Kind.FULL, "shop-full", Schedule.FULL_SYSTEM, Optional.empty(), List.of());

    private final MovableClock clock = new MovableClock(START);
    private final Operations operations = new Operations(clock, o -> {});
    private final BackupRequests requests = new BackupRequests(operations, Set.of("shop", "shop-full"));
    private Timetable timetable = timetable("60");

    @Test
    void aTimerThatFiresBeginsABackup() {
        BackupSchedule schedule = schedule(DATABASE, Optional.of(START.minus(HOUR)));

        assertThat(schedule.fired()).isInstanceOf(BackupRequest.class);
        assertThat(schedule.nextRun()).contains(START.plus(HOUR));
    }

    @Test
    void aTimerThatWasMovedMakesNoExtraBackup() {
        BackupSchedule schedule = schedule(DATABASE, Optional.of(START.minus(Duration.ofMinutes(29))));
        assertThat(schedule.fired()).isNull();
        clock.advance(Duration.ofMinutes(2));
        assertThat(schedule.fired()).isInstanceOf(BackupRequest.class);
    }

    @Test
    void aCronExpressionIsTakenAtItsWord() {
        timetable = timetable("0 0 * * * ?");
        BackupSchedule schedule = schedule(DATABASE, Optional.of(START.minus(MINUTE)));

        assertThat(schedule.fired()).isInstanceOf(BackupRequest.class);
        assertThat(schedule.nextRun()).contains(Instant.parse("2026-11-24T13:00:00Z"));
    }

    @Test
    void aTimerThatDoesNotFireIsNoticed() {
        BackupSchedule schedule = schedule(DATABASE, Optional.of(START));

        clock.advance(HOUR.multipliedBy(2));
        assertThat(schedule.isOverdue()).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(schedule.isOverdue()).isTrue();
        schedule.begun(clock.instant());
        assertThat(schedule.isOverdue()).isFalse();
    }

    @Test
    void aBackupIsTooOldWhenTwoMoreWereDueByTheTimesThatHoldNow() {
        BackupSchedule schedule = schedule(DATABASE, Optional.empty());

        assertThat(schedule.isTooOld(START.minus(HOUR.multipliedBy(2)))).isFalse();
        assertThat(schedule.isTooOld(START.minus(HOUR.multipliedBy(2)).minusSeconds(1)))
                .isTrue();
        timetable = timetable("120");
        assertThat(schedule.isTooOld(START.minus(HOUR.multipliedBy(2)).minusSeconds(1)))
                .isFalse();
        timetable = timetable("off");
        assertThat(schedule.isTooOld(START.minus(Duration.ofDays(900)))).isFalse();
    }

    /** Twice a year the days that cron expressions mean are longer or shorter, in the zone that holds now. */
    @Test
    void thePeriodIsThatOfTheZoneThatHoldsNow() {
        Instant newest = Instant.parse("2026-10-23T22:30:00Z"); // in the night after the next the clocks are set back
        clock.advance(Duration.between(START, newest.plus(Duration.ofHours(49))));
        timetable = timetable("0 30 0 * * ?");
        BackupSchedule schedule = schedule(DATABASE, Optional.empty());
        assertThat(schedule.isTooOld(newest)).isTrue();

        timetable = new Timetable(timetable.timings(), ZoneId.of("Europe/Berlin"));

        assertThat(schedule.isTooOld(newest)).isFalse();
    }

    @Test
    void theNewestBackupOfATargetMayBeOneThatContainsIt() {
        BackupSchedule schedule = schedule(DATABASE, Optional.empty());

        assertThat(schedule.newest(Map.of("other", START), at -> at)).isEmpty();
        assertThat(schedule.newest(Map.of("shop", START, "shop-full", START.plus(HOUR)), at -> at))
                .contains(START.plus(HOUR));
    }

    @Test
    void aTargetThatNeverHadABackupIsNoticedAndLookedAfterToo() {
        timetable = timetable("0 0 * * * ?");
        BackupSchedule schedule = schedule(DATABASE, Optional.empty());
        clock.advance(HOUR.plus(MINUTE));
        assertThat(schedule.isOverdue()).isFalse();
        clock.advance(HOUR);

        assertThat(schedule.isOverdue()).isTrue();
        assertThat(schedule.followUp(true)).isInstanceOf(BackupRequest.class);

        timetable = timetable("60");
        BackupSchedule every = schedule(FULL, Optional.empty());
        clock.advance(Duration.ofDays(2));
        assertThat(every.isOverdue()).isTrue();
    }

    /** That one begins is told to the catalog, which may take seconds; its node is asked meanwhile what runs. */
    @Test
    void aFullBaseBackupIsNotSkippedForAnIncrementalOneThatIsJustBeginning() {
        var meanwhile = new ArrayList<Object>();
        var due = new AtomicReference<BackupSchedule>();
        var operations = new Operations(clock, operation -> {
            if (meanwhile.isEmpty()) {
                meanwhile.add(Optional.ofNullable(due.get().fired()));
            }
        });
        var requests = new BackupRequests(operations, Set.of());
        due.set(new BackupSchedule(
                requests,
                operations,
                new Plan(Kind.BASE, "shop-base", Schedule.BASE, Optional.empty(), List.of()),
                () -> timetable,
                Optional.of(START.minus(HOUR)),
                clock));

        BackupRequest increment = requests.increment("shop-base").orElseThrow();

        assertThat(meanwhile).containsExactly(Optional.empty());
        increment.operation().succeed();
        assertThat(due.get().followUp(false)).isInstanceOf(BackupRequest.class);
    }

    /** Other nodes tell full ones from others by what the catalog has, from the first row on. */
    @Test
    void whatABackupIsForIsWrittenDownFromItsFirstMoment() {
        var recorded = new ArrayList<Operation>();
        var requests = new BackupRequests(new Operations(clock, recorded::add), Set.of());

        requests.increment("shop-base");
        requests.safety(Kind.DATABASE, "shop", "dr0123456789ab");

        assertThat(recorded)
                .extracting(Operation::result)
                .containsExactly(Map.of("incremental", true), Map.of("safetyOf", "dr0123456789ab"));
    }

    @Test
    void aScheduleThatIsOffIsNeverDue() {
        timetable = timetable("off");
        BackupSchedule schedule = schedule(DATABASE, Optional.empty());

        assertThat(schedule.nextRun()).isEmpty();
        assertThat(schedule.followUp(true)).isNull();
        assertThat(schedule.isOverdue()).isFalse();
    }

    @Test
    void aRestartMakesNoExtraBackup() {
        BackupSchedule schedule = schedule(DATABASE, Optional.of(START.minusSeconds(600)));

        assertThat(schedule.followUp(false)).isNull();
        assertThat(schedule.nextRun()).contains(START.plusSeconds(3000));
    }

    @Test
    void aBackupMissedWhileTheServiceWasDownIsMadeUpForOnce() {
        BackupSchedule schedule = schedule(DATABASE, Optional.of(START.minus(Duration.ofDays(3))));

        assertThat(schedule.followUp(false)).isInstanceOf(BackupRequest.class);
        assertThat(schedule.followUp(false)).isNull();
    }

    @Test
    void withoutTheCatalogBackupsAreBegunByTheNodeItself() {
        BackupSchedule schedule = schedule(DATABASE, Optional.of(START));
        int made = 0;
        for (int minute = 0; minute <= 24 * 60; minute++) {
            if (schedule.followUp(true) instanceof BackupRequest request) {
                request.operation().succeed();
                made++;
            }
            clock.advance(MINUTE);
        }
        // Each is two minutes late: the timers come first, should they be there after all.
        assertThat(made).isEqualTo(23);
    }

    @Test
    void aFullSystemBackupHoldsTheDatabaseToo() {
        BackupSchedule schedule = schedule(DATABASE, Optional.of(START.minus(HOUR)));
        BackupRequest full = requests.of(Kind.FULL, "shop-full").orElseThrow();

        assertThat(schedule.fired()).isNull();
        assertThat(schedule.followUp(false)).isNull();
        full.operation().succeed();
        assertThat(schedule.followUp(false)).isNull();
        clock.advance(HOUR);
        assertThat(schedule.fired()).isInstanceOf(BackupRequest.class);
    }

    @Test
    void whenTheFullSystemBackupFailsTheDatabasesOwnIsMadeAfterAll() {
        BackupSchedule schedule = schedule(DATABASE, Optional.of(START.minus(HOUR)));
        BackupRequest full = requests.of(Kind.FULL, "shop-full").orElseThrow();
        assertThat(schedule.fired()).isNull();

        full.operation().fail(new Problem("it failed", "why", "do"));

        assertThat(schedule.followUp(false)).isInstanceOf(BackupRequest.class);
    }

    @Test
    void aFullSystemBackupWaitsForTheDatabasesOwnWithoutAWord() {
        BackupSchedule schedule = schedule(FULL, Optional.empty());
        BackupRequest database = requests.of(Kind.DATABASE, "shop").orElseThrow();

        assertThat(schedule.fired()).isNull();
        assertThat(schedule.followUp(false)).isNull();
        database.operation().succeed();
        assertThat(schedule.followUp(false)).isInstanceOf(BackupRequest.class);
        assertThat(schedule.followUp(false)).isNull();
    }

    @Test
    void whatComesDailyIsTriedAgainWithinTheHourAfterAFailure() {
        BackupSchedule full = schedule(FULL, Optional.of(START.minus(Duration.ofDays(1))));
        ((BackupRequest) full.fired()).operation().fail(new Problem("it failed", "why", "do"));

        clock.advance(HOUR.minusSeconds(1));
        assertThat(full.followUp(false)).isNull();
        assertThat(full.nextRun()).contains(START.plus(HOUR));
        clock.advance(Duration.ofSeconds(1));
        assertThat(full.followUp(false)).isInstanceOf(BackupRequest.class);
    }

    @Test
    void aRunStillGoingWhenTheTimerFiresIsTold() {
        BackupSchedule schedule = schedule(DATABASE, Optional.empty());
        schedule.fired();
        clock.advance(HOUR);

        assertThat(schedule.fired()).isInstanceOf(Alert.class);
        assertThat(schedule.followUp(false)).isNull();
    }

    @Test
    void aClockThatWasSetBackPutsBackupsOffForNoMoreThanAnInterval() {
        BackupSchedule schedule = schedule(DATABASE, Optional.of(START.plus(Duration.ofDays(30))));

        assertThat(schedule.nextRun()).contains(START.plus(HOUR));
        clock.advance(HOUR);
        assertThat(schedule.fired()).isInstanceOf(BackupRequest.class);
    }

    private BackupSchedule schedule(Plan plan, Optional<Instant> newest) {
        return new BackupSchedule(requests, operations, plan, () -> timetable, newest, clock);
    }

    private static Timetable timetable(String database) {
        Map<Schedule, Timing> timings = new java.util.EnumMap<>(Schedule.class);
        Timing.parse(database).ifPresent(timing -> timings.put(Schedule.DATABASE, timing));
        timings.put(Schedule.FULL_SYSTEM, Timing.parse("1440").orElseThrow());
        return new Timetable(timings, ZoneOffset.UTC);
    }
}
