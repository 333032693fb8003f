package co.zencap.backup.backup;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.alert.Ending;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.schedule.OwnTiming;
import co.zencap.backup.schedule.Schedule;
import co.zencap.backup.schedule.Timetable;
import co.zencap.backup.schedule.Timing;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What becomes of a timer that fires for one target: a backup at once, or as soon as nothing is in its way. A backup that
 * failed is made up for within the hour, and while the catalog, which holds the timers, is away, one that is late is begun
 * without them.
 */
public final class BackupSchedule {
    /** What comes daily is not put off to the next day because it failed. */
    private static final Duration AFTER_FAILURE = Duration.ofHours(1);

    /** The timer comes first; some node's, as long as the catalog is there. */
    private static final Duration LATE = Duration.ofMinutes(2);

    /** So many times the period without a new backup are more than a run that takes long. */
    private static final int PERIODS = 2;

    private final BackupRequests requests;
    private final Operations operations;
    private final Plan plan;
    private final Supplier<Timetable> timetable;
    private final Clock clock;
    private final Instant since;
    private Optional<Instant> last;
    private Optional<Instant> wanted = Optional.empty();
    private boolean caughtUp;

    /**
     * What is to be backed up when.
     *
     * @param schedule whose time it is
     * @param own the target's own time, which goes before that; empty without one
     * @param contained in backups of these targets as well, which count as its own
     */
    public record Plan(
            Manifest.Kind kind, String target, Schedule schedule, Optional<OwnTiming> own, List<String> contained) {

        /** Where its time is set, for a person. */
        String setting() {
            return own.isPresent() ? "schedule in config/targets.yaml" : schedule.variable();
        }
    }

    /** @param newest when the newest backup was committed, before this process; empty without any */
    public BackupSchedule(
            BackupRequests requests,
            Operations operations,
            Plan plan,
            Supplier<Timetable> timetable,
            Optional<Instant> newest,
            Clock clock) {
        this.requests = requests;
        this.operations = operations;
        this.plan = plan;
        this.timetable = timetable;
        this.clock = clock;
        this.since = clock.instant();
        this.last = newest;
    }

    public Plan plan() {
        return plan;
    }

    /** When backups are due; empty when the schedule is switched off. */
    public Optional<Timing> timing() {
        return plan.own().map(OwnTiming::timing).orElseGet(() -> timetable.get().of(plan.schedule()));
    }

    /**
     * The timer has fired.
     *
     * @return a {@link BackupRequest}; an {@link Alert} when the backup before it is still running; null when there is
     *     nothing to do, or not yet
     */
    public synchronized Object fired() {
        Instant now = clock.instant();
        // A timer whose interval was changed fires at once, which must not make an extra backup.
        Optional<Instant> enough = timing().flatMap(Timing::interval).map(i -> now.minus(i.dividedBy(2)));
        if (enough.isPresent() && latest(now).filter(enough.get()::isBefore).isPresent()) {
            return null;
        }
        wanted = Optional.of(now);
        return attempt(now);
    }

    /**
     * Asked every minute.
     *
     * @param alone while the catalog is away, so that no timer fires
     * @return as {@link #fired}
     */
    public synchronized Object followUp(boolean alone) {
        Instant now = clock.instant();
        if (wanted.isEmpty() && (isMissed(now) || isRetryDue(now) || alone && isLate(now))) {
            wanted = Optional.of(now);
        }
        return wanted.isPresent() ? attempt(now) : null;
    }

    /** What was due before this process, and was not begun or was cut off, is made up for once. */
    private boolean isMissed(Instant now) {
        boolean missed =
                !caughtUp && nextRun(now).filter(due -> !due.isAfter(now)).isPresent();
        caughtUp = true;
        return missed;
    }

    /** A backup was begun, by this node or another, and has not failed. */
    public synchronized void begun(Instant at) {
        if (last.isEmpty() || last.get().isBefore(at)) {
            last = Optional.of(at);
        }
    }

    private Object attempt(Instant now) {
        if (contained().anyMatch(Operation::isRunning)) {
            return null;
        }
        if (contained().anyMatch(o -> !o.startedAt().isBefore(wanted.get().minus(LATE)))) {
            wanted = Optional.empty();
            return null;
        }
        Optional<BackupRequest> request = requests.of(plan.kind(), plan.target());
        if (request.isEmpty() && !isRunning()) {
            // The database is being read for another target, or an incremental
            // base backup is made: the next minute, then.
            return null;
        }
        wanted = Optional.empty();
        last = Optional.of(now);
        return request.isPresent() ? request.get() : skipped(now);
    }

    /** When the next backup is due, not in the future when it is due already; empty when the schedule is off. */
    public synchronized Optional<Instant> nextRun() {
        return nextRun(clock.instant());
    }

    /** Whether even the one after the next is due: then no timer fires, or its route is stopped. */
    public synchronized boolean isOverdue() {
        Instant now = clock.instant();
        return nextRun(now).map(due -> due.plus(period(due)).isBefore(now)).orElse(false);
    }

    /**
     * The newest of what holds this target: its own backup, or one that contains it.
     *
     * @param newest the newest of each target
     * @param begun when one was begun
     */
    public <T> Optional<T> newest(Map<String, T> newest, Function<T, Instant> begun) {
        return Stream.concat(Stream.of(plan.target()), plan.contained().stream())
                .flatMap(target -> Optional.ofNullable(newest.get(target)).stream())
                .max(Comparator.comparing(begun));
    }

    /**
     * Whether two more were due since the newest backup, by the times that hold now. Of what has no backup the schedule itself
     * tells ({@link #isOverdue}), and the objectives do.
     *
     * @param newest when it was begun
     */
    public boolean isTooOld(Instant newest) {
        return timing().isPresent()
                && newest.plus(period(newest).multipliedBy(PERIODS)).isBefore(clock.instant());
    }

    private boolean isLate(Instant now) {
        return nextRun(now).map(due -> !now.isBefore(due.plus(LATE))).orElse(false);
    }

    private boolean isRetryDue(Instant now) {
        return timing().isPresent()
                && failedLast(now).isPresent()
                && period(now).compareTo(AFTER_FAILURE) > 0
                && !now.isBefore(failedLast(now).get().plus(AFTER_FAILURE));
    }

    private Duration period(Instant from) {
        return timing().orElseThrow().period(from, timetable.get().zone());
    }

    private boolean isRunning() {
        return operations.running().stream()
                .anyMatch(o -> o.kind() == Kind.BACKUP
                        && o.target().equals(plan.target())
                        && !BackupRequests.isIncremental(o));
    }

    private Optional<Instant> nextRun(Instant now) {
        Optional<Timing> timing = timing();
        if (timing.isEmpty()) {
            return Optional.empty();
        }
        Optional<Instant> latest = latest(now);
        if (latest.isEmpty() && timing.get().interval().isPresent()) {
            return Optional.of(since);
        }
        Optional<Instant> next =
                timing.get().next(latest.orElse(since), timetable.get().zone());
        Optional<Instant> retry = failedLast(now).map(start -> start.plus(AFTER_FAILURE));
        return Stream.concat(next.stream(), retry.stream()).min(Instant::compareTo);
    }

    /** When the latest backup was begun; empty without any. */
    private Optional<Instant> latest(Instant now) {
        List<Instant> starts = Stream.concat(own().stream(), contained().filter(o -> o.state() != State.FAILED))
                .map(Operation::startedAt)
                .toList();
        Optional<Instant> latest = Stream.concat(starts.stream(), last.stream())
                .filter(start -> !start.isAfter(now))
                .max(Instant::compareTo);
        if (latest.isEmpty() && (last.isPresent() || !starts.isEmpty())) {
            // The clock was set back since. What lies in the future says nothing; an interval from now is soon enough.
            last = Optional.of(now);
            return last;
        }
        return latest;
    }

    /** When the latest backup was begun, if it failed. */
    private Optional<Instant> failedLast(Instant now) {
        return own().filter(o -> o.state() == State.FAILED)
                .map(Operation::startedAt)
                .filter(start -> latest(now).filter(start::isBefore).isEmpty());
    }

    /** Incremental base backups have a timer of their own. */
    private Optional<Operation> own() {
        return operations.latest(Kind.BACKUP, plan.target(), o -> !BackupRequests.isIncremental(o));
    }

    /** Backups of other targets that hold this one's. */
    private Stream<Operation> contained() {
        return plan.contained().stream()
                .flatMap(target -> operations.latest(Kind.BACKUP, target).stream())
                .filter(operation -> operation.state() != State.FAILED);
    }

    private Alert skipped(Instant now) {
        var problem = new Problem(
                "A scheduled backup of " + plan.target() + " was skipped",
                "The one before it is still running.",
                "See in ./zencap status what it does; if it always takes this long, let it come less often ("
                        + plan.setting() + ").");
        return Alert.of(Level.WARNING, "backup", plan.target(), problem, now)
                .about("skipped")
                .until(Ending.success(Kind.BACKUP));
    }
}
