package co.zencap.backup.recovery.table.workflow;

import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.operation.Work;
import co.zencap.backup.recovery.table.TableWish;

/**
 * A wish to know in which rows a restored table and the live one differ, already an operation.
 *
 * @param target in whose database
 * @param schema where it was restored
 */
public record CompareRequest(String target, String schema, TableWish table, RunningOperation operation)
        implements Work {}
