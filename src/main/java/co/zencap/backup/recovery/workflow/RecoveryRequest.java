package co.zencap.backup.recovery.workflow;

import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.operation.Work;
import co.zencap.backup.recovery.database.RecoveryIds;
import java.util.Optional;

/**
 * A wish for a recovery, already an operation.
 *
 * @param type what is recovered
 * @param backup from which; of several the first
 * @param log that the database comes from there instead; empty: from the backup
 * @param files which files, and from which backups; empty where it is the database alone
 * @param safetyBackup whether what is still there is backed up before
 * @param withOwners whether objects get their owners and grants
 * @param operation where progress and outcome are reported
 */
public record RecoveryRequest(
        RecoveryType type,
        RecoveryRecord.Source backup,
        Optional<FromLog> log,
        Optional<RecoveredFiles> files,
        boolean safetyBackup,
        boolean withOwners,
        RunningOperation operation)
        implements Work {
    /** How the ids of these recoveries begin. */
    public static final String IDS = RecoveryIds.SERVICE.prefix();

    /** The recovery's id, which must fit into a database's name. */
    public String id() {
        return RecoveryIds.SERVICE.id(operation.id().replace("-", ""));
    }
}
