package co.zencap.backup.recovery.workflow;

import co.zencap.backup.recovery.pointintime.PointInTimePlans;
import co.zencap.backup.recovery.pointintime.RecoveryTarget;
import java.time.Instant;
import java.util.Optional;

/**
 * That a database comes back from a base backup and the write-ahead log that follows it, and not from a dump.
 *
 * @param baseBackup its id
 * @param target whose base backup it is
 * @param cluster the system identifier of the cluster that wrote the log
 * @param repository where both lie
 * @param until to which instant; null: to the log's end
 * @param shows as of when the database comes back at least
 */
public record FromLog(
        String baseBackup, String target, String cluster, String repository, Instant until, Instant shows) {

    RecoveryTarget where() {
        return until == null ? RecoveryTarget.end() : RecoveryTarget.at(until);
    }

    PointInTimePlans.Wish wish() {
        return new PointInTimePlans.Wish(Optional.of(target), where(), Optional.of(baseBackup), Optional.of(cluster));
    }
}
