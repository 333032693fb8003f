package co.zencap.backup.repository;

import co.zencap.backup.disk.FileTree;
import co.zencap.backup.disk.Private;
import co.zencap.backup.stream.Payload;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A backup that is being made: a folder that no reader looks into, locked by its process. {@link #commit} renames it, in
 * one step, to its place; {@link #close} without a commit deletes it. What a killed process leaves is recognised by its
 * free lock and {@linkplain #sweep swept}.
 */
public final class StagedBackup implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(StagedBackup.class);
    private static final String PREFIX = ".incomplete-";
    private static final String LOCK = ".lock";

    /** Folders that this process is at work in. POSIX takes a lock away when any handle of its file is closed. */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    /** What could not be deleted, as its disk could not be written to: the next backup tries again. */
    private static final Set<Path> LEFT = ConcurrentHashMap.newKeySet();

    private final Path target;
    private final String backupId;
    private final Path folder;
    private final FileChannel lock;
    private final EarlySync early = new EarlySync();
    private boolean committed;

    StagedBackup(Path target, String backupId) throws IOException {
        this.target = target;
        this.backupId = backupId;
        this.folder = target.resolve(PREFIX + backupId);
        deleteLeft();
        boolean isNew = Files.notExists(folder);
        OURS.add(folder);
        try {
            Private.folder(folder);
            lock = lock(folder.resolve(LOCK));
        } catch (IOException | RuntimeException | Error e) {
            try {
                if (isNew) {
                    FileTree.delete(folder);
                }
            } finally {
                OURS.remove(folder);
            }
            throw e;
        }
    }

    private static FileChannel lock(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), Private.FILE);
        try {
            if (channel.tryLock() == null) {
                throw new IOException("The folder " + file.getParent() + " belongs to another process");
            }
            return channel;
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Drains a payload into a new artifact. The disk gets it while the next one is made; {@link #commit} waits for that.
     * Several threads may do this.
     */
    public LocalRepository.Stored write(String name, Payload payload) throws IOException {
        Path file = folder.resolve(name);
        LocalRepository.Stored stored = LocalRepository.write(file, early.watched(file, payload));
        early.begin(file);
        return stored;
    }

    /** Writes a small object, durably. */
    public void write(String name, byte[] content) throws IOException {
        LocalRepository.writeDurably(folder.resolve(name), content);
    }

    /** An artifact's file, to read it back. */
    public Path file(String name) {
        return folder.resolve(name);
    }

    /**
     * Makes all artifacts durable, then writes the manifest, then gives the backup its name. Whatever happens, either the
     * whole backup is there afterwards or nothing.
     */
    public void commit(String manifestName, byte[] manifest) throws IOException {
        early.await();
        LocalRepository.writeDurably(folder.resolve(manifestName), manifest);
        LocalRepository.syncFolder(folder);
        Path backup = target.resolve(backupId);
        Files.move(folder, backup, StandardCopyOption.ATOMIC_MOVE);
        try {
            LocalRepository.syncFolder(target);
        } catch (IOException e) {
            Files.move(
                    backup, folder, StandardCopyOption.ATOMIC_MOVE); // a crash could take it away: it is not there yet
            throw e;
        }
        committed = true;
        try {
            Files.delete(backup.resolve(LOCK));
        } catch (IOException e) {
            LOG.warn("{} is complete; its lock file could not be deleted and is of no use any more", backup, e);
        }
    }

    @Override
    public void close() throws IOException {
        try (lock) {
            early.close();
            if (!committed) {
                FileTree.delete(folder);
            }
        } catch (IOException e) {
            LEFT.add(folder);
            throw e;
        } finally {
            OURS.remove(folder);
        }
    }

    private static void deleteLeft() {
        for (Path left : LEFT) {
            try {
                FileTree.delete(left);
                LEFT.remove(left);
            } catch (IOException e) {
                LOG.warn("What a failed backup has left can't be deleted yet: {}", e.getMessage());
            }
        }
    }

    /**
     * Deletes what killed processes left under a repository's root.
     *
     * @param before when this process started
     * @return the folders deleted
     */
    public static List<Path> sweep(Path root, Instant before) throws IOException {
        try (Stream<Path> targets = Files.list(root)) {
            List<Path> left = targets.filter(Files::isDirectory)
                    .flatMap(StagedBackup::staged)
                    .filter(folder -> isAbandoned(folder, before))
                    .toList();
            for (Path folder : left) {
                FileTree.delete(folder);
            }
            return left;
        }
    }

    /** Whether a path below the repository's root belongs to a backup that is not committed. */
    static boolean isStaged(Path relative) {
        for (Path part : relative) {
            if (part.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    /** Whether a path below the repository's root lies in a backup's folder that gets its place, and another name, by a rename. */
    static boolean isMoved(Path relative) {
        for (Path part : relative) {
            if (part.toString().startsWith(PREFIX)) {
                return true;
            }
        }
        return false;
    }

    private static Stream<Path> staged(Path target) {
        try (Stream<Path> folders = Files.list(target)) {
            return folders.filter(f -> f.getFileName().toString().startsWith(PREFIX)).toList().stream();
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    private static boolean isAbandoned(Path folder, Instant before) {
        Path file = folder.resolve(LOCK);
        if (OURS.contains(folder)) {
            return false;
        }
        if (!Files.exists(file)) {
            // Another process may have made it this moment, and lock it the next.
            return Instant.ofEpochMilli(folder.toFile().lastModified()).isBefore(before);
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock taken = channel.tryLock()) {
            return taken != null;
        } catch (IOException e) {
            return false;
        }
    }
}
