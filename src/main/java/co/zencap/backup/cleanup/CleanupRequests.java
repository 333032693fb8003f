package co.zencap.backup.cleanup;

import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operations;
import java.util.Optional;
import java.util.Set;

/** Turns wishes for cleanups, from a timer or the API, into operations. */
public final class CleanupRequests {
    private final Operations operations;
    private final String target;

    /** @param target in whose name they run; they concern all targets */
    public CleanupRequests(Operations operations, String target) {
        this.operations = operations;
        this.target = target;
    }

    /**
     * A cleanup.
     *
     * @return empty while one is running already
     */
    public Optional<CleanupRequest> of(String actor, boolean largePurge) {
        return operations
                .beginAlone(Kind.CLEANUP, target, Set.of())
                .map(operation -> new CleanupRequest(operation, actor, largePurge));
    }
}
