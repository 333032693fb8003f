package co.zencap.backup.repository;

import co.zencap.backup.disk.Private;
import co.zencap.backup.stream.MeasuredOutputStream;
import co.zencap.backup.stream.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;

/** The local directory as a repository. Folders are 0700, files 0600. */
public final class LocalRepository implements Repository {

    public static final String ID = "local";

    private final Path root;

    /** @param root made when it does not exist */
    public LocalRepository(Path root) throws IOException {
        this.root = root.toAbsolutePath().normalize();
        Private.folder(this.root);
    }

    @Override
    public String id() {
        return ID;
    }

    /** The directory. */
    public Path root() {
        return root;
    }

    /** Where an object lies. */
    public Path path(String key) {
        Path path = root.resolve(key).normalize();
        if (!path.startsWith(root) || path.equals(root)) {
            throw new IllegalArgumentException("'" + key + "' leaves the repository");
        }
        return path;
    }

    /** A new backup of a target, invisible until it is committed. */
    public StagedBackup stage(String target, String backupId) throws IOException {
        Path folder = path(target);
        if (!Files.isDirectory(folder)) {
            Private.folder(folder);
            syncFolder(root);
        }
        return new StagedBackup(folder, backupId);
    }

    @Override
    public InputStream open(String key) throws IOException {
        return Files.newInputStream(path(key));
    }

    @Override
    public long size(String key) throws IOException {
        return Files.size(path(key));
    }

    @Override
    public Stream<StoredObject> list(String prefix) throws IOException {
        // The prefix's last part may be half a name; the walk starts at the folder above it.
        Path start =
                root.resolve(prefix.substring(0, prefix.lastIndexOf('/') + 1)).normalize();
        if (!start.startsWith(root) || !Files.isDirectory(start)) {
            return Stream.empty();
        }
        var found = new ArrayList<StoredObject>();
        try {
            Files.walkFileTree(start, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile() && !StagedBackup.isStaged(root.relativize(file))) {
                        found.add(describe(file, attributes));
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                    return goesOn(file, e);
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
                    return e == null ? FileVisitResult.CONTINUE : goesOn(folder, e);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found.stream()
                .filter(object -> object.key().startsWith(prefix))
                .sorted(Comparator.comparing(StoredObject::key));
    }

    /** What was deleted meanwhile is not there; what was moved meanwhile would be missed in both places. */
    private FileVisitResult goesOn(Path path, IOException e) throws IOException {
        if (e instanceof NoSuchFileException && !StagedBackup.isMoved(root.relativize(path))) {
            return FileVisitResult.CONTINUE;
        }
        throw e;
    }

    @Override
    public boolean putIfAbsent(String key, byte[] content) throws IOException {
        Path path = path(key);
        Private.folder(path.getParent());
        Path temporary = Files.createTempFile(path.getParent(), ".put-", ".tmp");
        try {
            writeDurably(temporary, content);
            Files.createLink(path, temporary);
            syncFolder(path.getParent());
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    @Override
    public void replace(String key, byte[] content) throws IOException {
        Path path = path(key);
        Private.folder(path.getParent());
        Path temporary = Files.createTempFile(path.getParent(), ".put-", ".tmp");
        try {
            writeDurably(temporary, content);
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
            syncFolder(path.getParent());
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** {@inheritDoc} A backup's folder goes with the last object in it. Both are durable. */
    @Override
    public void delete(String key) throws IOException {
        Path path = path(key);
        if (!Files.deleteIfExists(path)) {
            return;
        }
        Path folder = path.getParent();
        syncFolder(folder);
        if (root.relativize(folder).getNameCount() == 2) {
            try {
                Files.delete(folder);
                syncFolder(folder.getParent());
            } catch (DirectoryNotEmptyException e) {
                // there is more in it
            }
        }
    }

    private StoredObject describe(Path path, BasicFileAttributes attributes) {
        String key = root.relativize(path).toString().replace('\\', '/');
        return new StoredObject(
                key, attributes.size(), attributes.lastModifiedTime().toInstant());
    }

    /**
     * Drains a payload into a new file.
     *
     * @return what was written
     */
    static Stored write(Path file, Payload payload) throws IOException {
        try (OutputStream out = newFile(file);
                MeasuredOutputStream measured = new MeasuredOutputStream(out)) {
            payload.writeTo(measured);
            return new Stored(measured.size(), measured.sha256Hex());
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            throw explained(file, e);
        }
    }

    /** The JDK says only "No space left on device"; which device is ours to say. */
    private static IOException explained(Path file, IOException e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("No space left") || message.contains("Disk quota exceeded")) {
            return new IOException(
                    "The disk of the local repository " + file.getParent() + " is full (" + message + ").", e);
        }
        return e;
    }

    static void writeDurably(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING),
                Private.FILE)) {
            Channels.newOutputStream(channel).write(content);
            channel.force(true);
        }
    }

    static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** Makes renames and new names in a folder durable. */
    static void syncFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static OutputStream newFile(Path file) throws IOException {
        Files.createFile(file, Private.FILE);
        return Files.newOutputStream(file, StandardOpenOption.WRITE);
    }

    /**
     * @param size bytes stored
     * @param sha256 their hash, 64 hexadecimal digits
     */
    public record Stored(long size, String sha256) {}
}
