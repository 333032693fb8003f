package co.zencap.backup.operation;

/**
 * Something to be done with an existing backup, already an operation, so that whoever asked for it can follow it.
 *
 * @param backup which one
 * @param operation where progress and outcome are reported
 */
public record BackupTask(BackupRef backup, RunningOperation operation) implements Work {

    public String backupId() {
        return backup.id();
    }
}
