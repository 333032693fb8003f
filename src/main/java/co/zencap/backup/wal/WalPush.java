package co.zencap.backup.wal;

import co.zencap.backup.disk.Private;
import co.zencap.backup.postgres.WalSegment;
import co.zencap.backup.repository.RepositoryFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.commons.codec.digest.DigestUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores a file of the log that the server hands over, and those that it will hand over next, side by side. What was stored
 * ahead is written down, by its content, so that the server's call for it needs no store.
 */
public final class WalPush {
    private static final Logger LOG = LoggerFactory.getLogger(WalPush.class);
    private static final int AHEAD = 32;
    private static final int AT_ONCE = 4;
    private static final int TRIES = 3;
    private static final long PAUSE_MILLIS = 1000;

    private final Opening opening;
    private final ClusterFiles cluster;
    private final Path done;

    /** Opens the log in a repository, which may take longer than all else. */
    public interface Opening {
        WalArchive open() throws IOException;
    }

    /**
     * @param opening only where something has to be stored
     * @param done where is written down what was stored ahead; is made
     */
    public WalPush(Opening opening, ClusterFiles cluster, Path done) {
        this.opening = opening;
        this.cluster = cluster;
        this.done = done;
    }

    /**
     * Stores a file. On return it is in the repository; the server may delete it.
     *
     * @throws IOException when it is not; the server keeps it and calls again
     */
    public void push(Path file) throws IOException, InterruptedException {
        String name = file.getFileName().toString();
        byte[] content = Files.readAllBytes(file);
        Path mark = done.resolve(name);
        if (isDone(mark, content)) {
            Files.deleteIfExists(mark);
            return;
        }
        WalArchive archive = opening.open();
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            Future<Void> own = threads.submit(() -> store(archive, name, content));
            List<Future<Void>> others = cluster.ready().stream()
                    .filter(next -> !next.getFileName().toString().equals(name))
                    .limit(AHEAD)
                    .map(next -> threads.submit(ahead(archive, next)))
                    .toList();
            own.get();
            for (Future<Void> each : others) {
                settle(each);
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    /** The server calls for it again, and hears then what is wrong. */
    private static void settle(Future<Void> ahead) throws InterruptedException {
        try {
            ahead.get();
        } catch (ExecutionException e) {
            LOG.warn("Not stored ahead: {}", e.getCause().getMessage());
        }
    }

    private Callable<Void> ahead(WalArchive archive, Path file) {
        return () -> {
            byte[] content;
            try {
                content = Files.readAllBytes(file);
            } catch (NoSuchFileException e) {
                return null; // another call was quicker
            }
            Path mark = done.resolve(file.getFileName().toString());
            if (!isDone(mark, content)) {
                store(archive, file.getFileName().toString(), content);
                mark(mark, content);
            }
            return null;
        };
    }

    private Void store(WalArchive archive, String name, byte[] content) throws IOException, InterruptedException {
        cluster.check(name, content);
        for (int tries = 1; ; tries++) {
            try {
                if (name.endsWith(WalSegment.PARTIAL)) {
                    // What a branch of the log was left with; whoever received may have stored less of it.
                    archive.storePartial(name.substring(0, name.length() - WalSegment.PARTIAL.length()), content);
                } else {
                    archive.store(name, content);
                }
                if (WalSegment.isWhole(name)) {
                    archive.dropPartial(name);
                }
                return null;
            } catch (RepositoryFailure e) {
                if (tries == TRIES || !e.temporary()) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS * tries);
            }
        }
    }

    private static boolean isDone(Path mark, byte[] content) throws IOException {
        try {
            return Files.readString(mark).equals(DigestUtils.sha256Hex(content));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private void mark(Path mark, byte[] content) throws IOException {
        Private.folder(done);
        Path temporary = Files.createTempFile(done, ".mark-", ".tmp");
        try {
            Files.writeString(temporary, DigestUtils.sha256Hex(content));
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(temporary, mark, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
