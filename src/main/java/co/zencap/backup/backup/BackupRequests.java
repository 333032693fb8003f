package co.zencap.backup.backup;

import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.target.TargetId;
import java.util.Optional;

/** Turns wishes for backups, from the timer or the API, into operations. */
public final class BackupRequests {
    private final Operations operations;
    private final TargetId target;

    public BackupRequests(Operations operations, TargetId target) {
        this.operations = operations;
        this.target = target;
    }

    /** A backup of the database; empty when one is running already. */
    public Optional<BackupRequest> database() {
        return operations
                .beginAlone(Kind.BACKUP, target.value())
                .map(operation -> new BackupRequest(Manifest.Kind.DATABASE, operation));
    }
}
