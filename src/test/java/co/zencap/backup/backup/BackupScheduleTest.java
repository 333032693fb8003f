package co.zencap.backup.backup;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.backup.BackupSchedule.Plan;
import co.zencap.backup.backup.Manifest.Kind;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.testing.MovableClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BackupScheduleTest {
    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Plan DATABASE = new Plan(Kind.DATABASE, "shop", HOUR, List.of("shop-full"));

    private final MovableClock clock = new MovableClock(START);
    private final Operations operations = new Operations(clock, o -> {});
    private final BackupRequests requests = new BackupRequests(operations, Set.of("shop", "shop-full"));

    @Test
    void withoutAnyBackupOneIsDueAtOnceAndThenOnceAnInterval() {
        BackupSchedule schedule = schedule(Optional.empty());
        int made = 0;
        for (int minute = 0; minute < 24 * 60; minute++) {
            if (schedule.next() instanceof BackupRequest request) {
                request.operation().succeed();
                made++;
            }
            clock.advance(Duration.ofMinutes(1));
        }
        assertThat(made).isEqualTo(24);
    }

    @Test
    void theFirstIsDueOnAClockThatDoesNotStandStillEither() {
        Clock ticking = new Clock() {
            private final AtomicLong nanos = new AtomicLong();

            @Override
            public Instant instant() {
                return START.plusNanos(nanos.incrementAndGet());
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
        var schedule = new BackupSchedule(requests, operations, DATABASE, Optional.empty(), ticking);

        assertThat(schedule.next()).isInstanceOf(BackupRequest.class);
    }

    @Test
    void aTimerThatNoLongerAsksIsNoticed() {
        BackupSchedule schedule = schedule(Optional.of(START));

        clock.advance(HOUR.multipliedBy(2));
        assertThat(schedule.isOverdue()).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(schedule.isOverdue()).isTrue();
    }

    @Test
    void aRestartMakesNoExtraBackup() {
        BackupSchedule schedule = schedule(Optional.of(START.minusSeconds(600)));

        assertThat(schedule.next()).isNull();
        assertThat(schedule.nextRun()).isEqualTo(START.plusSeconds(3000));
    }

    @Test
    void aBackupMissedWhileTheServiceWasDownIsMadeUpForOnce() {
        BackupSchedule schedule = schedule(Optional.of(START.minus(Duration.ofDays(3))));

        assertThat(schedule.next()).isInstanceOf(BackupRequest.class);
        assertThat(schedule.next()).isNull();
    }

    @Test
    void aBackupMadeByHandCounts() {
        BackupSchedule schedule = schedule(Optional.empty());
        requests.of(Kind.DATABASE, "shop").orElseThrow().operation().succeed();

        assertThat(schedule.next()).isNull();
    }

    @Test
    void aFullSystemBackupHoldsTheDatabaseToo() {
        BackupSchedule schedule = schedule(Optional.of(START.minus(HOUR)));
        BackupRequest full = requests.of(Kind.FULL, "shop-full").orElseThrow();

        assertThat(schedule.next()).isNull();
        full.operation().succeed();
        clock.advance(HOUR.minusSeconds(1));
        assertThat(schedule.next()).isNull();
        clock.advance(Duration.ofSeconds(1));
        assertThat(schedule.next()).isInstanceOf(BackupRequest.class);
    }

    @Test
    void aFullSystemBackupWaitsForTheDatabasesOwnWithoutAWord() {
        var schedule = new BackupSchedule(
                requests, operations, new Plan(Kind.FULL, "shop-full", HOUR, List.of()), Optional.empty(), clock);
        BackupRequest database = requests.of(Kind.DATABASE, "shop").orElseThrow();

        assertThat(schedule.next()).isNull();
        database.operation().succeed();
        assertThat(schedule.next()).isInstanceOf(BackupRequest.class);
    }

    @Test
    void aFailedFullSystemBackupHoldsNothingAndIsTriedAgainWithinTheHour() {
        BackupSchedule database = schedule(Optional.empty());
        var full = new BackupSchedule(
                requests,
                operations,
                new Plan(Kind.FULL, "shop-full", Duration.ofDays(1), List.of()),
                Optional.empty(),
                clock);
        ((BackupRequest) full.next()).operation().fail(new Problem("it failed", "why", "do"));

        assertThat(database.next()).isInstanceOf(BackupRequest.class);
        assertThat(full.nextRun()).isEqualTo(START.plus(HOUR));
    }

    @Test
    void aRunStillGoingWhenTheNextIsDueIsToldOnceAnInterval() {
        BackupSchedule schedule = schedule(Optional.empty());
        schedule.next();
        clock.advance(HOUR);

        assertThat(schedule.next()).isInstanceOf(Alert.class);
        assertThat(schedule.next()).isNull();
    }

    @Test
    void aClockThatWasSetBackPutsBackupsOffForNoMoreThanAnInterval() {
        BackupSchedule schedule = schedule(Optional.of(START.plus(Duration.ofDays(30))));

        assertThat(schedule.nextRun()).isEqualTo(START.plus(HOUR));
        assertThat(schedule.next()).isNull();
        clock.advance(HOUR);
        assertThat(schedule.next()).isInstanceOf(BackupRequest.class);
    }

    private BackupSchedule schedule(Optional<Instant> newest) {
        return new BackupSchedule(requests, operations, DATABASE, newest, clock);
    }
}
