package co.zencap.backup.recovery.workflow;

import co.zencap.backup.backup.BackupRequest;
import co.zencap.backup.backup.BackupRequests;
import co.zencap.backup.backup.BackupSlots;
import co.zencap.backup.backup.Manifest.Kind;
import co.zencap.backup.figures.Figures;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.settings.Settings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    /** Backups of what is still there; none where none can be begun. */
    public List<BackupRequest> requests(@ExchangeProperty("recovery") RecoveryRun run) {
        run.getOperation().phase("safety backup", 0);
        var begun = new ArrayList<BackupRequest>();
        for (Map.Entry<String, Kind> each : backups(run.record()).entrySet()) {
            requests.safety(each.getValue(), each.getKey(), run.record().id())
                    .ifPresentOrElse(
                            begun::add,
                            () -> run.note("A backup of " + each.getKey()
                                    + " was running when the recovery began; no other one was made before the swap."));
        }
        run.safety(begun.stream().map(BackupRequest::operation).toList());
        return begun;
    }

    /** Of which targets, and what each is a backup of. */
    private Map<String, Kind> backups(RecoveryRecord record) {
        var backups = new LinkedHashMap<String, Kind>();
        if (record.database() != null && record.files() != null) {
            backups.put(settings.fullTarget().value(), Kind.FULL);
        } else if (record.files() == null) {
            backups.put(record.target(), Kind.DATABASE);
        } else {
            record.files().sets().forEach(each -> backups.put(each.set(), Kind.FILES));
        }
        return backups;
    }

    /** Whether one of those backups is still under way, and may be for a while. */
    public boolean isRunning(RecoveryRun run) {
        return run.safety().stream().anyMatch(operation -> operation.snapshot().isRunning())
                && since(run).plus(longest()).isAfter(clock.instant());
    }

    /** Twice as long as a dump may take: it may have to wait for its turn, and has more to do. */
    private Duration longest() {
        return settings.limits().wallClock().multipliedBy(2);
    }

    private static Instant since(RecoveryRun run) {
        List<RecoveryRecord.Begun> steps = run.record().steps();
        return steps.get(steps.size() - 1).at();
    }

    /** Its failure is told, and is no reason not to recover: what is there may be past reading. */
    public void conclude(@ExchangeProperty("recovery") RecoveryRun run) {
        run.safety().forEach(operation -> {
            Operation ended = operation.snapshot();
            if (operation.isSucceeded()) {
                run.note("What was there before is in backup " + ended.backupId() + ".");
                run.getOperation().result("safetyBackup", ended.backupId());
            } else if (ended.isRunning()) {
                run.note("The backup of " + ended.target() + " that was begun before had not ended after "
                        + Figures.duration(longest()) + " (operation " + ended.id()
                        + "), twice BACKUP_MAX_DURATION_MINUTES; the recovery has gone on without it.");
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
        run.safety().forEach(operation -> operation.fail(problem));
        run.note(problem.title() + ": " + problem.detail());
    }

    /**
     * Lets no backup of what is swapped begin from here on. Called again until it is false.
     *
     * @return whether one is still running, and may do so for a while
     */
    public boolean isAwaited(RecoveryRun run) {
        if (run.pause().isEmpty()) {
            run.getOperation().phase("wait for backups", 0);
            run.pause(slots.pause(targets(run.record())), clock.instant());
        }
        if (run.pause().orElseThrow().isReached()) {
            return false;
        }
        if (run.pausedAt().plus(PATIENCE).isAfter(clock.instant())) {
            return true;
        }
        run.note("A backup was still running after " + PATIENCE.toMinutes() + " minutes; the swap "
                + (run.record().database() == null ? "went on under its eyes." : "ended its sessions."));
        return false;
    }

    private Set<String> targets(RecoveryRecord record) {
        var targets = new HashSet<String>();
        if (record.files() != null || settings.isPrimary(record.target())) {
            targets.add(settings.fullTarget().value());
        }
        if (record.database() != null) {
            targets.add(record.target());
        }
        if (record.files() != null) {
            record.files().sets().forEach(each -> targets.add(each.set()));
        }
        return targets;
    }
}
