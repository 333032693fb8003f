package co.zencap.backup.recovery.workflow;

import co.zencap.backup.backup.BackupRequest;
import co.zencap.backup.backup.BackupRequests;
import co.zencap.backup.backup.BackupSlots;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.settings.Settings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;

/** What a recovery has to do with backups: it makes one before, and lets none run across its swap. */
public final class RecoverySafety {
    /** On the worst day a long backup of what is lost must not keep what can be had away. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Settings settings;
    private final BackupRequests requests;
    private final BackupSlots slots;
    private final Clock clock;

    public RecoverySafety(Settings settings, BackupRequests requests, BackupSlots slots, Clock clock) {
        this.settings = settings;
        this.requests = requests;
        this.slots = slots;
        this.clock = clock;
    }

    /** A backup of what is still there; null where none can be begun. */
    public BackupRequest request(@ExchangeProperty("recovery") RecoveryRun run) {
        run.getOperation().phase("safety backup", 0);
        var request = requests.of(Manifest.Kind.DATABASE, settings.target().value());
        request.ifPresentOrElse(
                wish -> run.safety(wish.operation()),
                () -> run.note("A backup was running when the recovery began; no other one was made before the swap."));
        return request.orElse(null);
    }

    /** Whether that backup is still under way. */
    public boolean isRunning(RecoveryRun run) {
        return run.safety().map(operation -> operation.snapshot().isRunning()).orElse(false);
    }

    /** Its failure is told, and is no reason not to recover: what is there may be past reading. */
    public void conclude(@ExchangeProperty("recovery") RecoveryRun run) {
        run.safety().ifPresent(operation -> {
            Operation ended = operation.snapshot();
            if (operation.isSucceeded()) {
                run.note("What was there before is in backup " + ended.backupId() + ".");
                run.getOperation().result("safetyBackup", ended.backupId());
            } else {
                run.note("What was there could not be backed up before: "
                        + (ended.problem() == null
                                ? "nobody knows why."
                                : ended.problem().detail()));
            }
        });
    }

    /** It could not even be begun. */
    public void notMade(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure,
            @ExchangeProperty("recovery") RecoveryRun run) {
        Problem problem = Problem.of("The safety backup could not be begun", failure);
        run.safety().ifPresent(operation -> operation.fail(problem));
        run.note(problem.title() + ": " + problem.detail());
    }

    /**
     * Lets no backup of the database begin from here on. Called again until it is false.
     *
     * @return whether one is still running, and may do so for a while
     */
    public boolean isAwaited(RecoveryRun run) {
        if (run.pause().isEmpty()) {
            run.getOperation().phase("wait for backups", 0);
            run.pause(slots.pause(
                    Set.of(settings.target().value(), settings.fullTarget().value())));
        }
        if (run.pause().orElseThrow().isReached()) {
            return false;
        }
        Instant since =
                run.record().steps().get(run.record().steps().size() - 1).at();
        if (since.plus(PATIENCE).isAfter(clock.instant())) {
            return true;
        }
        run.note("A backup of the database was still running after " + PATIENCE.toMinutes()
                + " minutes; the swap ended its sessions.");
        return false;
    }
}
