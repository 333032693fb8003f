package co.zencap.backup.operation;

import co.zencap.backup.operation.Operation.Kind;

/** Turns wishes to do something with a backup into operations. */
public final class BackupTasks {
    private final Operations operations;

    public BackupTasks(Operations operations) {
        this.operations = operations;
    }

    /** To send it off site. {@code parentId} is the operation that caused it, or null. */
    public BackupTask upload(BackupRef backup, String parentId) {
        return task(Kind.UPLOAD, backup, parentId);
    }

    /** To verify its copies. */
    public BackupTask verification(BackupRef backup, String parentId) {
        return task(Kind.VERIFICATION, backup, parentId);
    }

    /** To bring its files back into a folder. */
    public BackupTask fileRestoration(BackupRef backup) {
        return task(Kind.FILE_RESTORATION, backup, null);
    }

    private BackupTask task(Kind kind, BackupRef backup, String parentId) {
        return new BackupTask(backup, operations.begin(kind, backup, parentId));
    }
}
