package co.zencap.backup.monitor;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.alert.Sightings;
import co.zencap.backup.backup.BackupSchedule;
import co.zencap.backup.backup.BackupSchedules;
import co.zencap.backup.backup.Retrievals;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.schedule.Timetable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.function.Function;

/** Notices what fails without a word: a timer that does not fire, work that waits or runs and does not end. */
public final class WorkWatch {
    /** Work that takes so many times as long as a backup may, waiting included, is stuck. */
    public static final int PATIENCE = 4;

    private final BackupSchedules schedules;
    private final Function<Instant, Map<String, Instant>> lateTimers;
    private final Operations operations;
    private final Duration longest;
    private final String node;
    private final Clock clock;

    /**
     * @param lateTimers those that should have fired before a time and have not, and when they should have
     * @param longest time that a backup may take
     * @param node whose work it is
     */
    public WorkWatch(
            BackupSchedules schedules,
            Function<Instant, Map<String, Instant>> lateTimers,
            Operations operations,
            Duration longest,
            String node,
            Clock clock) {
        this.schedules = schedules;
        this.lateTimers = lateTimers;
        this.operations = operations;
        this.longest = longest;
        this.node = node;
        this.clock = clock;
    }

    /** All that does not end, or does not begin. */
    public Sightings sightings() {
        var now = new ArrayList<Alert>();
        for (BackupSchedule schedule : schedules.all()) {
            if (schedule.isOverdue()) {
                now.add(overdue(schedule));
            }
        }
        lateTimers.apply(clock.instant().minus(Timetable.LATE)).forEach((timer, due) -> now.add(silent(timer, due)));
        for (Operation operation : operations.running()) {
            if (takes(operation, longest.multipliedBy(PATIENCE))) {
                now.add(endless(operation));
            } else if (operation.kind() == Kind.BACKUP && takes(operation, longest)) {
                now.add(takesLong(operation));
            }
        }
        return new Sightings("work on " + node, clock.instant(), now);
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
        return Alert.of(Level.ERROR, "schedule", target, problem, clock.instant())
                .about("not begun on " + node);
    }

    private Alert silent(String timer, Instant due) {
        var problem = new Problem(
                "The timer " + timer + " does not fire",
                "It should have at " + due + ".",
                "See in Hawtio whether its route runs and in which step it waits; the catalog, which keeps the timers of"
                        + " routes/schedule.camel.yaml, must be reached.");
        return Alert.of(Level.ERROR, "schedule", "", problem, clock.instant()).about("silent " + timer + " on " + node);
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
        return Alert.of(level, "schedule", operation, problem, clock.instant())
                .about(operation.kind() + " " + operation.id());
    }
}
