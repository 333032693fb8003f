package co.zencap.backup.recovery.database;

import co.zencap.backup.disk.FileTree;
import co.zencap.backup.disk.FreeSpace;
import co.zencap.backup.disk.Private;
import co.zencap.backup.postgres.PostgresUrl;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;

/** A recovery's private folder on this machine, with the decrypted dump while it is needed. */
final class RecoveryScratch implements Closeable {
    private final Path folder;
    private final String recoveries;

    private RecoveryScratch(Path folder, String recoveries) {
        this.folder = folder;
        this.recoveries = recoveries;
    }

    /** Makes it anew: what is there is of a process that died, if nobody else recovers the database. */
    static RecoveryScratch make(Path workDir, PostgresUrl live, RecoveryNames names) throws IOException {
        String recoveries = "recovery-" + DigestUtils.sha256Hex(live.redacted()).substring(0, 12) + "-";
        Path folder = workDir.resolve(recoveries + names.key());
        FileTree.delete(folder);
        return new RecoveryScratch(Private.folder(folder), recoveries);
    }

    Path folder() {
        return folder;
    }

    Path dumpFile() {
        return folder.resolve("database.dump");
    }

    void requireSpace(long bytes) throws IOException {
        FreeSpace free = FreeSpace.of(folder);
        if (free.isLessThan(bytes)) {
            throw new IOException("The decrypted dump needs " + bytes + " bytes in " + folder.getParent() + ", where "
                    + free.bytes() + " are free. HINT: free space there, or set BACKUP_WORK_DIR to a larger disk.");
        }
    }

    /** Deletes those of other recoveries of the database, of which none is running. */
    void sweep(String ids) throws IOException {
        try (Stream<Path> folders = Files.list(folder.getParent())) {
            List<Path> others = folders.filter(other -> !other.equals(folder)).toList();
            for (Path other : others) {
                if (other.getFileName().toString().startsWith(recoveries + ids)) {
                    FileTree.delete(other);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        FileTree.delete(folder);
    }
}
