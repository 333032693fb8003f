package co.zencap.backup.recovery.files;

/**
 * How restored files were compared with the index of their backup; no difference was found.
 *
 * @param set whose
 * @param paths files, folders and links
 * @param bytes of content, all of which was read back and hashed
 * @param owners whether owners were compared; only root can restore them
 */
public record FilesVerified(String set, long paths, long bytes, boolean owners) {}
