package co.zencap.backup.files;

import co.zencap.backup.target.TargetId;
import java.util.List;

/**
 * The files of one set in a backup, as its manifest names them.
 *
 * @param set the file set's id
 * @param roots what was backed up
 * @param index the artifact that lists every path
 * @param files how many there are
 * @param folders how many there are
 * @param links symbolic ones and further names of files
 * @param bytes size of all files
 * @param readBytes how much of it had to be read, because it was new or could have changed
 * @param warnings how many paths a person should look at
 * @param packs where the content lies: this backup's own, and those of older backups
 */
public record FileSetIndex(
        String set,
        List<String> roots,
        String index,
        long files,
        long folders,
        long links,
        long bytes,
        long readBytes,
        long warnings,
        List<Pack> packs) {

    /** @throws IllegalArgumentException when the set's id is none; folders are named after it */
    public FileSetIndex {
        set = new TargetId(set).value();
        packs = packs == null ? List.of() : List.copyOf(packs);
    }
}
