package co.zencap.backup.runtime;

import co.zencap.backup.disk.Private;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * That a work folder belongs to one service: a second one would delete the first's scratch files as leftovers, and mix its
 * entries into the journal. The kernel ends the lock with the process, however that ends.
 */
final class WorkFolderLock implements Closeable {
    private static final String FILE = "service.lock";

    /** Always the same length, so that who starts on a full disk needs no more of it than the last one did. */
    private static final String HOLDER = "%-20d%n";

    /** Folders of this process. POSIX takes a lock away when any handle of its file is closed, so it is not even looked at. */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel file;

    private WorkFolderLock(Path folder, FileChannel file) {
        this.folder = folder;
        this.file = file;
    }

    /**
     * Takes it for the life of this process, or until it is closed.
     *
     * @param workDir exists
     * @throws IllegalArgumentException when another service has it
     */
    static WorkFolderLock take(Path workDir) throws IOException {
        Path folder = workDir.toRealPath();
        if (!OURS.add(folder)) {
            throw taken(folder, String.valueOf(ProcessHandle.current().pid()));
        }
        try {
            return new WorkFolderLock(folder, lock(folder));
        } catch (IOException | RuntimeException | Error e) {
            OURS.remove(folder);
            throw e;
        }
    }

    private static FileChannel lock(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        FileChannel channel =
                FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), Private.FILE);
        try {
            if (channel.tryLock() == null) {
                throw taken(folder, Files.readString(file).strip());
            }
            String holder = HOLDER.formatted(ProcessHandle.current().pid());
            channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.US_ASCII)), 0);
            return channel;
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    private static IllegalArgumentException taken(Path folder, String holder) {
        return new IllegalArgumentException("Another service is at work in BACKUP_WORK_DIR, " + folder + ": process "
                + holder
                + ". Two would delete each other's files. HINT: stop that one (./zencap stop), or give this one a"
                + " BACKUP_WORK_DIR of its own.");
    }

    @Override
    public void close() throws IOException {
        file.close();
        OURS.remove(folder);
    }
}
