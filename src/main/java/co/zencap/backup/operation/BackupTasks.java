package co.zencap.backup.operation;

import co.zencap.backup.operation.Operation.Kind;

/** Turns wishes to do something with a backup into operations. */
public final class BackupTasks {
    private final Operations operations;
    private final String target;

    public BackupTasks(Operations operations, String target) {
        this.operations = operations;
        this.target = target;
    }

    /** The target whose backups they are about. */
    public String target() {
        return target;
    }

    /** To send it off site. {@code parentId} is the operation that caused it, or null. */
    public BackupTask upload(String backupId, String parentId) {
        return task(Kind.UPLOAD, backupId, parentId);
    }

    /** To verify its copies. */
    public BackupTask verification(String backupId, String parentId) {
        return task(Kind.VERIFICATION, backupId, parentId);
    }

    /** To restore it into a sandbox and compare. */
    public BackupTask restorationTest(String backupId, String parentId) {
        return task(Kind.RESTORATION_TEST, backupId, parentId);
    }

    private BackupTask task(Kind kind, String backupId, String parentId) {
        RunningOperation operation = operations.begin(kind, target, parentId);
        operation.backup(backupId);
        return new BackupTask(backupId, operation);
    }
}
