package co.zencap.backup.recovery.files;

import co.zencap.backup.files.FileRestore;
import co.zencap.backup.files.FileSet;
import co.zencap.backup.files.FileSetIndex;

/**
 * A file set that somebody wants back.
 *
 * @param backup its target and id
 * @param set as it is configured: nothing outside of its roots is ever replaced
 * @param index what the backup says of it
 * @param source the backup
 */
public record FilesWish(String backup, FileSet set, FileSetIndex index, FileRestore.Source source) {
    String name() {
        return set.id().value();
    }
}
