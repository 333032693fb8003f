package co.zencap.backup.recovery;

import co.zencap.backup.files.Globs;
import co.zencap.backup.operation.BackupTask;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.operation.Work;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A wish for files of a backup, already an operation.
 *
 * @param task which backup, and where progress is reported
 * @param folder where they go; empty or not there yet
 * @param paths which of them; none: all
 * @param fileSet of which set; empty: of all that the backup holds
 * @param repository from which copy; empty: the nearest
 */
public record FileRestoreRequest(
        BackupTask task, Path folder, Globs paths, Optional<String> fileSet, Optional<String> repository)
        implements Work {

    @Override
    public RunningOperation operation() {
        return task.operation();
    }
}
