package co.zencap.backup.repository;

import co.zencap.backup.stream.Payload;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A backup that is being made: a folder that no reader looks into, locked by its process. {@link #commit} renames it, in
 * one step, to its place; {@link #close} without a commit deletes it. What a killed process leaves is recognised by its
 * free lock and {@linkplain #sweep swept}.
 */
public final class StagedBackup implements Closeable {
    private static final String PREFIX = ".incomplete-";
    private static final String LOCK = ".lock";

    private final Path target;
    private final String backupId;
    private final Path folder;
    private final FileChannel lock;
    private boolean committed;

    StagedBackup(Path target, String backupId) throws IOException {
        this.target = target;
        this.backupId = backupId;
        this.folder = target.resolve(PREFIX + backupId);
        LocalRepository.makeFolder(folder);
        lock = FileChannel.open(
                folder.resolve(LOCK),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                LocalRepository.PRIVATE);
        if (lock.tryLock() == null) {
            lock.close();
            throw new IOException("The folder " + folder + " belongs to another process");
        }
    }

    /** Drains a payload into a new artifact. */
    public LocalRepository.Stored write(String name, Payload payload) throws IOException {
        return LocalRepository.write(folder.resolve(name), payload);
    }

    /** Writes a small object. */
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
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                LocalRepository.sync(file);
            }
        }
        LocalRepository.writeDurably(folder.resolve(manifestName), manifest);
        LocalRepository.syncFolder(folder);
        Path backup = target.resolve(backupId);
        Files.move(folder, backup, StandardCopyOption.ATOMIC_MOVE);
        committed = true;
        LocalRepository.syncFolder(target);
        Files.delete(backup.resolve(LOCK));
    }

    @Override
    public void close() throws IOException {
        try (lock) {
            if (!committed) {
                deleteTree(folder);
            }
        }
    }

    /**
     * Deletes what killed processes left under a repository's root.
     *
     * @return the folders deleted
     */
    public static List<Path> sweep(Path root) throws IOException {
        try (Stream<Path> targets = Files.list(root)) {
            List<Path> left = targets.filter(Files::isDirectory)
                    .flatMap(StagedBackup::staged)
                    .filter(StagedBackup::isAbandoned)
                    .toList();
            for (Path folder : left) {
                deleteTree(folder);
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

    private static Stream<Path> staged(Path target) {
        try (Stream<Path> folders = Files.list(target)) {
            return folders.filter(f -> f.getFileName().toString().startsWith(PREFIX)).toList().stream();
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    private static boolean isAbandoned(Path folder) {
        Path file = folder.resolve(LOCK);
        if (!Files.exists(file)) {
            return true;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock taken = channel.tryLock()) {
            return taken != null;
        } catch (OverlappingFileLockException ownedByThisProcess) {
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    private static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
