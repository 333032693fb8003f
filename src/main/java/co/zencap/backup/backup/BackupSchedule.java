package co.zencap.backup.backup;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.repository.StoredObject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Says whether a backup is due. The timer asks every minute, so that neither a restart nor a clock that jumps skips a
 * backup or makes an extra one: one is due an interval after the last was begun, by whomever.
 */
public final class BackupSchedule {
    private final BackupRequests requests;
    private final Operations operations;
    private final String target;
    private final Duration interval;
    private final Clock clock;
    private Optional<Instant> last;

    /** @param newest when the newest backup was committed, before this process; empty without any */
    public BackupSchedule(
            BackupRequests requests,
            Operations operations,
            String target,
            Duration interval,
            Optional<Instant> newest,
            Clock clock) {
        this.requests = requests;
        this.operations = operations;
        this.target = target;
        this.interval = interval;
        this.clock = clock;
        this.last = newest;
    }

    /**
     * What the timer has to do now.
     *
     * @return a {@link BackupRequest}; an {@link Alert} when one is due and the one before it is still running; null when
     *     none is due
     */
    public synchronized Object next() {
        Instant now = clock.instant();
        if (now.isBefore(nextRun(now))) {
            return null;
        }
        last = Optional.of(now);
        Optional<BackupRequest> request = requests.database();
        return request.isPresent() ? request.get() : skipped(now);
    }

    /** When the next backup is due; not in the future when it is due already. */
    public synchronized Instant nextRun() {
        return nextRun(clock.instant());
    }

    /** Whether even the one after the next is due: then nobody asks any more, because the timer's route is stopped. */
    public synchronized boolean isOverdue() {
        Instant now = clock.instant();
        return nextRun(now).plus(interval).isBefore(now);
    }

    private Instant nextRun(Instant now) {
        Instant begun = operations.lastStart(Kind.BACKUP, target).orElse(Instant.MIN);
        Instant latest = last.filter(l -> l.isAfter(begun)).orElse(begun);
        // A time in the future is a clock that was set back; it must not put backups off for longer than an interval.
        return latest.equals(Instant.MIN) ? now : latest.isAfter(now) ? now.plus(interval) : latest.plus(interval);
    }

    /** When the newest backup in the local repository was committed: manifests know it also without the catalog. */
    public static Optional<Instant> newest(LocalRepository local, String target) throws IOException {
        try (Stream<StoredObject> objects = local.list(target + "/")) {
            return objects.filter(o -> o.key().endsWith("/" + Manifest.FILE_NAME))
                    .map(StoredObject::lastModified)
                    .max(Instant::compareTo);
        }
    }

    private Alert skipped(Instant now) {
        var problem = new Problem(
                "A scheduled backup of " + target + " was skipped",
                "The one before it is still running.",
                "See in ./zencap status what it does; if it always takes this long, raise"
                        + " BACKUP_DATABASE_INTERVAL_MINUTES.");
        return Alert.of(Level.WARNING, "backup", target, problem, null, null, now);
    }
}
