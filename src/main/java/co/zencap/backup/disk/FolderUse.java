package co.zencap.backup.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLockInterruptionException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;

/**
 * That processes are at work in a folder, by a lock of a file beside it: the kernel ends it with the process, however that
 * ends. Many may share a folder; who tidies up has it alone.
 */
public final class FolderUse implements Closeable {
    private final FileChannel file;

    private FolderUse(FileChannel file) {
        this.file = file;
    }

    /** Begins to work in it; waits while somebody tidies up. */
    public static FolderUse share(Path folder) throws IOException {
        Private.folder(folder.toAbsolutePath().getParent());
        FileChannel file = open(folder);
        try {
            file.lock(0, Long.MAX_VALUE, true);
        } catch (FileLockInterruptionException e) {
            file.close();
            throw e;
        } catch (IOException | OverlappingFileLockException e) {
            // Where there are no locks nobody gets the folder alone; the work itself does not depend on it.
            return new FolderUse(file);
        }
        return new FolderUse(file);
    }

    /** Has it alone; empty while somebody is at work in it, where that can't be known, or where there is no such folder. */
    public static Optional<FolderUse> alone(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        FileChannel file = open(folder);
        try {
            if (file.tryLock() != null) {
                return Optional.of(new FolderUse(file));
            }
        } catch (IOException | OverlappingFileLockException e) {
            file.close();
            return Optional.empty();
        }
        file.close();
        return Optional.empty();
    }

    private static FileChannel open(Path folder) throws IOException {
        return FileChannel.open(
                folder.resolveSibling(folder.getFileName() + ".lock"),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                Private.FILE);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
