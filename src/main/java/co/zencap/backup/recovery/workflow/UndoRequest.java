package co.zencap.backup.recovery.workflow;

import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.operation.Work;

/**
 * A wish to have the database of before back, already an operation.
 *
 * @param recovery which succeeded
 */
public record UndoRequest(RecoveryRecord recovery, RunningOperation operation) implements Work {}
