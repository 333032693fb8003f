package co.zencap.backup.operation;

/**
 * Which backup is meant.
 *
 * @param target whose it is
 * @param id its own
 * @param database whether it holds a database, which can be restored and compared
 */
public record BackupRef(String target, String id, boolean database) {}
