package co.zencap.backup.recovery.table.workflow;

import co.zencap.backup.access.Caller;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.operation.Work;
import co.zencap.backup.recovery.table.TableWish;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A wish for tables of a backup beside the live ones, already an operation.
 *
 * @param target whose, and in whose database
 * @param tables these
 * @param schemas and all of these
 * @param backup from this one; empty: by time
 * @param at from the newest that shows this moment or an earlier one; empty: from the newest
 * @param caller who wishes it
 * @param operation where progress and outcome are reported
 */
public record TableRequest(
        String target,
        List<TableWish> tables,
        List<String> schemas,
        Optional<String> backup,
        Optional<Instant> at,
        Caller caller,
        RunningOperation operation)
        implements Work {}
