package co.zencap.backup.repository;

import co.zencap.backup.stream.ObservedPayload;
import co.zencap.backup.stream.Payload;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Takes to the disk what is written while more is being written: left to the commit, all of it would have to be waited for
 * at once. A failure is told of by the system only once, so {@link #await} passes on whatever came to light before.
 */
final class EarlySync {
    private static final long STEP = 64 << 20;

    private final ExecutorService thread;
    private final List<Future<Void>> syncs = new ArrayList<>();

    EarlySync() {
        var pool = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            var made = new Thread(task, "early-sync");
            made.setDaemon(true);
            return made;
        });
        pool.allowCoreThreadTimeOut(true);
        thread = pool;
    }

    /** The same bytes; every now and then, what is written of them so far goes to the disk. */
    Payload watched(Path file, Payload payload) {
        return new ObservedPayload(payload, new LongConsumer() {
            private long next = STEP;

            @Override
            public void accept(long written) {
                if (written >= next) {
                    next = written + STEP;
                    begin(file);
                }
            }
        });
    }

    /** Syncs it, some time soon. */
    synchronized void begin(Path file) {
        syncs.add(thread.submit(() -> {
            LocalRepository.sync(file);
            return null;
        }));
    }

    /**
     * Waits for all that was begun.
     *
     * @throws IOException when the disk has not taken something
     */
    synchronized void await() throws IOException {
        try {
            for (Future<Void> sync : syncs) {
                sync.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("writing to the disk was interrupted");
        }
    }

    /** Gives up what has not begun; none is at work afterwards. */
    void close() {
        thread.shutdownNow();
        boolean interrupted = false;
        while (!thread.isTerminated()) {
            try {
                thread.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
