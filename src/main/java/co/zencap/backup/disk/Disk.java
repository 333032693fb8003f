package co.zencap.backup.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file system on which something lies. By its number: who lives in a chroot finds no mount point, and so no
 * {@link java.nio.file.FileStore}.
 */
public record Disk(long device) {

    /** That of a file or folder, which is there. */
    public static Disk of(Path existing) throws IOException {
        return new Disk((Long) Files.getAttribute(existing, "unix:dev"));
    }
}
