package co.zencap.backup.recovery.files;

import co.zencap.backup.disk.FileTree;
import co.zencap.backup.disk.Private;
import co.zencap.backup.disk.WholeFile;
import co.zencap.backup.files.FileSet;
import co.zencap.backup.json.Json;
import co.zencap.backup.recovery.files.SiteState.Stage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A private folder on the file system of a live tree, where a recovery keeps what it restores, what it replaces, and what it has
 * written down of both. Whoever works in it holds its lock, which ends with the process.
 */
final class Site implements Closeable {
    private static final String STATE = "swap.json";
    private static final String LOCK = "lock";

    /** There from the moment on when moves are about to be made until they are about to be taken back. */
    private static final String FORWARD = "forward";

    private final Path folder;
    private FileChannel lock;

    Site(Path folder) {
        this.folder = folder;
    }

    /**
     * @param parent in which it is made
     * @param id the recovery's
     * @param set what it is for
     */
    static Site in(Path parent, String id, String set) {
        return new Site(parent.resolve(FileSet.RECOVERY + id + "-" + set));
    }

    Path folder() {
        return folder;
    }

    /**
     * Whether it is there, and our own: others may be able to write in a live tree, and what is written down here leads to renamings.
     */
    boolean isThere() throws IOException {
        return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                && Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS)
                        .equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))
                && Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS)
                        .equals(Private.FOLDER.value());
    }

    /** Makes it; there must be none. */
    void make() throws IOException {
        Files.createDirectory(folder, Private.FOLDER);
        hold();
        write(SiteState.BEGUN);
    }

    /**
     * Keeps others away.
     *
     * @throws IOException when somebody else works here
     */
    void hold() throws IOException {
        if (lock == null && !tryHold()) {
            throw new IOException(
                    "Another recovery is at work in " + folder + ". HINT: wait until it has ended, and begin again.");
        }
    }

    /** Whether nobody else works here; it is held then. */
    boolean isAbandoned() throws IOException {
        return isThere() && tryHold();
    }

    private boolean tryHold() throws IOException {
        FileChannel channel = FileChannel.open(
                folder.resolve(LOCK),
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, LinkOption.NOFOLLOW_LINKS),
                Private.FILE);
        try {
            if (channel.tryLock() != null) {
                lock = channel;
                return true;
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            return false;
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
        channel.close();
        return false;
    }

    /** What is written down; of one that was cut off before that: that it was begun. */
    SiteState state() throws IOException {
        Path file = folder.resolve(STATE);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return SiteState.BEGUN;
        }
        SiteState state = Json.MAPPER.readValue(Files.readAllBytes(file), SiteState.class);
        boolean taken = state.stage() == Stage.SWAPPING || state.stage() == Stage.SWAPPED;
        return taken && !isForward() ? state.with(Stage.UNDOING) : state;
    }

    private boolean isForward() {
        return Files.exists(folder.resolve(FORWARD), LinkOption.NOFOLLOW_LINKS);
    }

    void write(SiteState state) throws IOException {
        WholeFile.replace(folder.resolve(STATE), Json.MAPPER.writeValueAsBytes(state));
    }

    /** Writes down what is about to be moved. One that was cut off between the two may have begun with it. */
    void intend(List<Move> moves) throws IOException {
        if (!isForward()) {
            Files.createFile(folder.resolve(FORWARD), Private.FILE);
        }
        write(new SiteState(Stage.SWAPPING, moves));
    }

    /**
     * Writes down that it is about to be taken back, which takes no space: that may be what is lacking.
     *
     * @return whether nobody had done so before
     */
    boolean regret() throws IOException {
        boolean first = Files.deleteIfExists(folder.resolve(FORWARD));
        WholeFile.sync(folder);
        return first;
    }

    /** Deletes it with all that is in it. A crash leaves something that nobody can take for more than rubbish. */
    void delete() throws IOException {
        if (isThere()) {
            Files.deleteIfExists(folder.resolve(STATE));
            WholeFile.sync(folder);
            FileTree.delete(folder);
        }
    }

    /** Those of other recoveries in the same folder. */
    List<Site> others(String ids) throws IOException {
        var found = new ArrayList<Site>();
        try (DirectoryStream<Path> folders =
                Files.newDirectoryStream(folder.getParent(), FileSet.RECOVERY + ids + "*")) {
            for (Path each : folders) {
                if (!each.equals(folder)) {
                    found.add(new Site(each));
                }
            }
        }
        return found;
    }

    @Override
    public void close() throws IOException {
        if (lock != null) {
            lock.close();
            lock = null;
        }
    }
}
