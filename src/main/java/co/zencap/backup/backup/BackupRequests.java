package co.zencap.backup.backup;

import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.RunningOperation;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns wishes for backups, from a timer or the API, into operations. */
public final class BackupRequests {
    /** The figure of an operation that says so. */
    static final String INCREMENTAL = "incremental";

    /** The figure of an operation that names the recovery. */
    private static final String SAFETY_OF = "safetyOf";

    private final Operations operations;
    private final Set<String> readers;

    /** @param readers the targets whose backups read the primary database: one at a time */
    public BackupRequests(Operations operations, Set<String> readers) {
        this.operations = operations;
        this.readers = Set.copyOf(readers);
    }

    /**
     * A backup of a target.
     *
     * @return empty while one is running already, or the database is read by another
     */
    public Optional<BackupRequest> of(Manifest.Kind kind, String target) {
        return begin(kind, target, Map.of()).map(operation -> new BackupRequest(kind, operation));
    }

    private Optional<RunningOperation> begin(Manifest.Kind kind, String target, Map<String, ?> figures) {
        return operations.beginAlone(
                Kind.BACKUP, target, kind.hasDatabase() && readers.contains(target) ? readers : Set.of(), figures);
    }

    /**
     * A backup of what a recovery is about to replace.
     *
     * @return as {@link #of}
     */
    public Optional<BackupRequest> safety(Manifest.Kind kind, String target, String recovery) {
        return begin(kind, target, Map.of(SAFETY_OF, recovery))
                .map(operation -> new BackupRequest(kind, false, Optional.of(recovery), operation));
    }

    /**
     * A base backup that builds on the one before it, if it can.
     *
     * @return empty while one is being made
     */
    Optional<BackupRequest> increment(String target) {
        return operations
                .beginAlone(Kind.BACKUP, target, Set.of(), Map.of(INCREMENTAL, true))
                .map(operation -> new BackupRequest(Manifest.Kind.BASE, true, Optional.empty(), operation));
    }

    /** Whether an operation makes, or made, an incremental base backup. */
    static boolean isIncremental(Operation operation) {
        return Boolean.TRUE.equals(operation.result().get(INCREMENTAL));
    }
}
