package co.zencap.backup.operation;

import co.zencap.backup.operation.Operation.Kind;
import java.time.Clock;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The operations of this process: all that run, and the last that ended. Thread-safe. */
public final class Operations {
    private static final int ENDED_KEPT = 500;

    private final Clock clock;
    private final Consumer<Operation> recorder;
    private final Map<String, RunningOperation> byId = new LinkedHashMap<>();

    /** @param recorder gets each operation at its start, when its backup becomes known, and at its end; must not throw */
    public Operations(Clock clock, Consumer<Operation> recorder) {
        this.clock = clock;
        this.recorder = recorder;
    }

    /** Starts an operation. */
    public RunningOperation begin(Kind kind, String target, String parentId) {
        return recorded(add(kind, target, parentId, null));
    }

    /** Starts an operation on a backup. */
    public RunningOperation begin(Kind kind, BackupRef backup, String parentId) {
        return recorded(add(kind, backup.target(), parentId, backup.id()));
    }

    /**
     * Starts an operation of a kind of which only one may run at a time.
     *
     * @param others targets that must not have one either, as long as it is not {@link RunningOperation#release released}
     * @return empty when one runs already
     */
    public Optional<RunningOperation> beginAlone(Kind kind, String target, Set<String> others) {
        return beginAlone(kind, target, others, Map.of());
    }

    /**
     * The same.
     *
     * @param figures what others tell it by, from the first moment that they can see it
     */
    public Optional<RunningOperation> beginAlone(Kind kind, String target, Set<String> others, Map<String, ?> figures) {
        RunningOperation operation;
        synchronized (this) {
            if (byId.values().stream().anyMatch(o -> excludes(o, kind, target, others))) {
                return Optional.empty();
            }
            operation = add(kind, target, null, null);
            figures.forEach(operation::result);
        }
        return Optional.of(recorded(operation));
    }

    private static boolean excludes(RunningOperation running, Kind kind, String target, Set<String> others) {
        Operation operation = running.snapshot();
        return operation.isRunning()
                && operation.kind() == kind
                && (operation.target().equals(target) || running.isExclusive() && others.contains(operation.target()));
    }

    private synchronized RunningOperation add(Kind kind, String target, String parentId, String backupId) {
        String id = UUID.randomUUID().toString();
        var operation = new RunningOperation(id, kind, target, parentId, backupId, clock, recorder);
        byId.put(operation.id(), operation);
        forgetOldest();
        return operation;
    }

    /** Outside of the lock: the recorder may have to wait for a database. */
    private RunningOperation recorded(RunningOperation operation) {
        recorder.accept(operation.snapshot());
        return operation;
    }

    /** An operation of this process by its id. */
    public synchronized Optional<Operation> find(String id) {
        return Optional.ofNullable(byId.get(id)).map(RunningOperation::snapshot);
    }

    /** Those that run now, the oldest first. */
    public synchronized List<Operation> running() {
        return byId.values().stream()
                .map(RunningOperation::snapshot)
                .filter(Operation::isRunning)
                .toList();
    }

    /** The newest of this process, the newest first. */
    public synchronized List<Operation> latest(int limit) {
        return byId.values().stream()
                .map(RunningOperation::snapshot)
                .sorted(Comparator.comparing(Operation::startedAt).reversed())
                .limit(limit)
                .toList();
    }

    /** The operation of a kind that this process started last. */
    public Optional<Operation> latest(Kind kind, String target) {
        return latest(kind, target, operation -> true);
    }

    /** The same of those that a condition holds for. */
    public synchronized Optional<Operation> latest(Kind kind, String target, Predicate<Operation> condition) {
        return byId.values().stream()
                .map(RunningOperation::snapshot)
                .filter(o -> o.kind() == kind && o.target().equals(target) && condition.test(o))
                .max(Comparator.comparing(Operation::startedAt));
    }

    private void forgetOldest() {
        if (byId.size() > ENDED_KEPT) {
            byId.values().stream()
                    .map(RunningOperation::snapshot)
                    .filter(o -> !o.isRunning())
                    .findFirst()
                    .ifPresent(o -> byId.remove(o.id()));
        }
    }
}
