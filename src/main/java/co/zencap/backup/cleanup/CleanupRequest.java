package co.zencap.backup.cleanup;

import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.operation.Work;

/**
 * A wish for a cleanup, already an operation, so that whoever made the wish can follow it.
 *
 * @param operation where progress and outcome are reported
 * @param actor whose wish it is: scheduler or api
 * @param largePurge whether it may delete more of a target than the limit allows
 */
public record CleanupRequest(RunningOperation operation, String actor, boolean largePurge) implements Work {}
