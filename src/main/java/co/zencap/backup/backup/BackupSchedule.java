package co.zencap.backup.backup;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.repository.StoredObject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Says whether a backup of one target is due. The timer asks every minute, so that neither a restart nor a clock that
 * jumps skips a backup or makes an extra one: one is due an interval after the last was begun, by whomever.
 */
public final class BackupSchedule {
    /** What comes daily is not put off to the next day because it failed. */
    private static final Duration AFTER_FAILURE = Duration.ofHours(1);

    private final BackupRequests requests;
    private final Operations operations;
    private final Plan plan;
    private final Clock clock;
    private Optional<Instant> last;

    /**
     * What is to be backed up how often.
     *
     * @param contained in backups of these targets as well, which count as its own
     */
    public record Plan(Manifest.Kind kind, String target, Duration interval, List<String> contained) {}

    /** @param newest when the newest backup was committed, before this process; empty without any */
    public BackupSchedule(
            BackupRequests requests, Operations operations, Plan plan, Optional<Instant> newest, Clock clock) {
        this.requests = requests;
        this.operations = operations;
        this.plan = plan;
        this.clock = clock;
        this.last = newest;
    }

    public Plan plan() {
        return plan;
    }

    /**
     * What the timer has to do now.
     *
     * @return a {@link BackupRequest}; an {@link Alert} when one is due and the one before it is still running; null when
     *     none is due, or the database is being read for another target and it is due the next minute
     */
    public synchronized Object next() {
        Instant now = clock.instant();
        if (now.isBefore(nextRun(now))) {
            return null;
        }
        Optional<BackupRequest> request = requests.of(plan.kind(), plan.target());
        if (request.isEmpty() && !isRunning()) {
            return null;
        }
        last = Optional.of(now);
        return request.isPresent() ? request.get() : skipped(now);
    }

    /** When the next backup is due; not in the future when it is due already. */
    public synchronized Instant nextRun() {
        return nextRun(clock.instant());
    }

    /** Whether even the one after the next is due: then nobody asks any more, because the timer's route is stopped. */
    public synchronized boolean isOverdue() {
        Instant now = clock.instant();
        return nextRun(now).plus(plan.interval()).isBefore(now);
    }

    private boolean isRunning() {
        return operations.running().stream()
                .anyMatch(o -> o.kind() == Kind.BACKUP && o.target().equals(plan.target()));
    }

    private Instant nextRun(Instant now) {
        Optional<Operation> own = operations.latest(Kind.BACKUP, plan.target());
        List<Instant> begun = Stream.of(own.stream(), contained())
                .flatMap(operations -> operations.map(Operation::startedAt))
                .toList();
        Optional<Instant> latest = Stream.concat(begun.stream(), last.stream())
                .filter(start -> !start.isAfter(now))
                .max(Instant::compareTo);
        if (latest.isEmpty() && (last.isPresent() || !begun.isEmpty())) {
            // The clock was set back since. What lies in the future says nothing; an interval from now is soon enough.
            last = Optional.of(now);
            latest = last;
        }
        if (latest.isEmpty()) {
            return now;
        }
        Instant start = latest.get();
        boolean failed = own.isPresent()
                && own.get().state() == State.FAILED
                && !own.get().startedAt().isBefore(start);
        return start.plus(failed && AFTER_FAILURE.compareTo(plan.interval()) < 0 ? AFTER_FAILURE : plan.interval());
    }

    /** Backups of other targets that are made, or being made, and hold this one's. */
    private Stream<Operation> contained() {
        return plan.contained().stream()
                .flatMap(target -> operations.latest(Kind.BACKUP, target).stream())
                .filter(operation -> operation.state() != State.FAILED);
    }

    /** When the newest backup in the local repository was committed: manifests know it also without the catalog. */
    public static Optional<Instant> newest(LocalRepository local, Plan plan) throws IOException {
        Optional<Instant> newest = newest(local, plan.target());
        for (String other : plan.contained()) {
            newest = Stream.concat(newest.stream(), newest(local, other).stream())
                    .max(Instant::compareTo);
        }
        return newest;
    }

    private static Optional<Instant> newest(LocalRepository local, String target) throws IOException {
        try (Stream<StoredObject> objects = local.list(target + "/")) {
            return objects.filter(o -> o.key().endsWith("/" + Manifest.FILE_NAME))
                    .map(StoredObject::lastModified)
                    .max(Instant::compareTo);
        }
    }

    private Alert skipped(Instant now) {
        var problem = new Problem(
                "A scheduled backup of " + plan.target() + " was skipped",
                "The one before it is still running.",
                "See in ./zencap status what it does; if it always takes this long, raise its interval"
                        + " (BACKUP_DATABASE_INTERVAL_MINUTES and its kin).");
        return Alert.of(Level.WARNING, "backup", plan.target(), problem, null, null, now);
    }
}
