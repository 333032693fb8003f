package co.zencap.backup.demo;

import co.zencap.backup.disk.FileTree;
import co.zencap.backup.figures.Figures;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** The one folder that holds everything of the demo, kept from run to run and used by one demo at a time. */
public final class DemoFolder implements Closeable {
    private final Path root;
    private final FileChannel channel;

    private DemoFolder(Path root, FileChannel channel) {
        this.root = root;
        this.channel = channel;
    }

    /**
     * Takes the folder for this process; the lock ends with it, however it ends.
     *
     * @throws IOException when another demo has it
     */
    public static DemoFolder open(Path root) throws IOException {
        Files.createDirectories(root);
        FileChannel channel = FileChannel.open(
                root.resolve("lock"),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(
                        Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE)));
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new IOException("Another demo is running in " + root
                        + ". HINT: stop it with Ctrl-C first, or use what it shows.");
            }
            return new DemoFolder(root, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** What a demo that has ended leaves behind, and how to be rid of it; empty where it has made no folder. */
    static Optional<String> remains(Path root) throws IOException {
        if (Files.notExists(root)) {
            return Optional.empty();
        }
        String word = "'" + root.toString().replace("'", "'\\''") + "'"; // one word of a shell, whatever is in it
        return Optional.of("The demo leaves " + Figures.bytes(FileTree.bytes(root)) + " in " + root
                + ", from which the next one starts sooner. To remove it: rm -r " + word);
    }

    public Path root() {
        return root;
    }

    Path cluster() {
        return root.resolve("postgres");
    }

    /** Of PostgreSQL's server. */
    Path programs() {
        return root.resolve("postgres-programs");
    }

    Path bucket() {
        return root.resolve("s3");
    }

    Path service() {
        return root.resolve("service");
    }

    Path backups() {
        return root.resolve("backups");
    }

    Path work() {
        return root.resolve("work");
    }

    Path log() {
        return root.resolve("demo.log");
    }

    Path keys() {
        return root.resolve("keys.env");
    }

    /** Holds the header that opens the API, for curl's {@code -H @file}. */
    Path authorization() {
        return root.resolve("authorization.header");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
