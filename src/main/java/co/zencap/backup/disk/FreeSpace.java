package co.zencap.backup.disk;

import java.nio.file.Path;

/**
 * Room that is left on a disk.
 *
 * @param bytes 0 where nobody knows, as in a chroot without mounts
 */
public record FreeSpace(long bytes) {

    /** On the disk of a folder. */
    public static FreeSpace of(Path folder) {
        return new FreeSpace(folder.toFile().getUsableSpace());
    }

    public boolean isKnown() {
        return bytes > 0;
    }

    /** Whether it certainly will not do: where nobody knows, the first write tells. */
    public boolean isLessThan(long needed) {
        return isKnown() && bytes < needed;
    }
}
