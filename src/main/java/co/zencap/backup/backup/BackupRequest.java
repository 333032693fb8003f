package co.zencap.backup.backup;

import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.operation.Work;
import java.util.Optional;

/**
 * A wish for a backup, already an operation, so that whoever made the wish can follow it.
 *
 * @param kind what to back up
 * @param incremental whether a base backup may build on the one before it
 * @param safetyOf the recovery that is about to replace what is backed up; empty for any other backup
 * @param operation where its progress is reported
 */
public record BackupRequest(
        Manifest.Kind kind, boolean incremental, Optional<String> safetyOf, RunningOperation operation)
        implements Work {

    public BackupRequest(Manifest.Kind kind, RunningOperation operation) {
        this(kind, false, Optional.empty(), operation);
    }
}
