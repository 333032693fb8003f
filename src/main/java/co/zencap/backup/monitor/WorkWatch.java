package co.zencap.backup.monitor;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.backup.BackupSchedule;
import co.zencap.backup.backup.BackupSchedules;
import co.zencap.backup.backup.Retrievals;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** Notices what fails without a word: a timer that does not fire, work that waits or runs and does not end. */
public final class WorkWatch {
    /** Work that takes so many times as long as a backup may, waiting included, is stuck. */
    private static final int PATIENCE = 4;

    /** Timers of a node that died fire on another one after a minute or two. */
    private static final Duration LATE = Duration.ofMinutes(15);

    private final BackupSchedules schedules;
    private final Function<Instant, Map<String, Instant>> lateTimers;
    private final Operations operations;
    private final Duration longest;
    private final Clock clock;
    private final Cases cases = new Cases();

    /**
     * @param lateTimers those that should have fired before a time and have not, and when they should have
     * @param longest time that a backup may take
     */
    public WorkWatch(
            BackupSchedules schedules,
            Function<Instant, Map<String, Instant>> lateTimers,
            Operations operations,
            Duration longest,
            Clock clock) {
        this.schedules = schedules;
        this.lateTimers = lateTimers;
        this.operations = operations;
        this.longest = longest;
        this.clock = clock;
    }

    /** What is new since the last call. */
    public List<Alert> alerts() {
        var now = new LinkedHashMap<String, Supplier<Alert>>();
        for (BackupSchedule schedule : schedules.all()) {
            if (schedule.isOverdue()) {
                now.put("schedule " + schedule.plan().target(), () -> overdue(schedule));
            }
        }
        lateTimers
                .apply(clock.instant().minus(LATE))
                .forEach((timer, due) -> now.put("timer " + timer, () -> silent(timer, due)));
        for (Operation operation : operations.running()) {
            if (takes(operation, longest.multipliedBy(PATIENCE))) {
                now.put("endless " + operation.id(), () -> endless(operation));
            } else if (operation.kind() == Kind.BACKUP && takes(operation, longest)) {
                now.put("long " + operation.id(), () -> takesLong(operation));
            }
        }
        return cases.news(now);
    }

    /** What comes back from an archive tier takes its hours, and has a limit of its own. */
    private boolean takes(Operation operation, Duration time) {
        Instant before = clock.instant().minus(time);
        return operation.startedAt().isBefore(before) && !operation.phase().equals(Retrievals.PHASE);
    }

    private Alert overdue(BackupSchedule schedule) {
        String target = schedule.plan().target();
        var problem = new Problem(
                "No backup of " + target + " has been begun although two were due",
                "The next was due at "
                        + schedule.nextRun().map(Instant::toString).orElse("no time") + ".",
                "See in Hawtio whether its route of routes/schedule.camel.yaml is stopped, and start it.");
        return Alert.of(Level.ERROR, "schedule", target, problem, clock.instant());
    }

    private Alert silent(String timer, Instant due) {
        var problem = new Problem(
                "The timer " + timer + " does not fire",
                "It should have at " + due + ".",
                "See in Hawtio whether its route of routes/schedule.camel.yaml runs, and in the log whether the catalog,"
                        + " which keeps the timers, can be reached.");
        return Alert.of(Level.ERROR, "schedule", "", problem, clock.instant());
    }

    private Alert endless(Operation operation) {
        return about(
                operation,
                Level.ERROR,
                "does not end",
                "See in Hawtio whether the route it waits for is stopped; if it always takes this long, raise"
                        + " BACKUP_MAX_DURATION_MINUTES.");
    }

    private Alert takesLong(Operation operation) {
        return about(
                operation,
                Level.WARNING,
                "takes longer than " + longest.toMinutes() + " minutes",
                "See in ./zencap status what it does; if that is as it should be, raise BACKUP_MAX_DURATION_MINUTES.");
    }

    private Alert about(Operation operation, Level level, String what, String hint) {
        var problem = new Problem(
                "The " + operation.kind() + " of " + operation.target() + " " + what,
                "It began at " + operation.startedAt() + " and is in its phase '" + operation.phase() + "'.",
                hint);
        return Alert.of(level, "schedule", operation, problem, clock.instant());
    }
}
