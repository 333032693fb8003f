package co.zencap.backup.recovery.table.workflow;

import co.zencap.backup.access.Caller;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.operation.Work;
import co.zencap.backup.recovery.table.CopyWish;

/**
 * A wish to have rows back in live tables, confirmed, and already an operation.
 *
 * @param target in whose database
 */
public record CopyRequest(String target, CopyWish wish, Caller caller, RunningOperation operation) implements Work {}
