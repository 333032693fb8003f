package co.zencap.backup.repository;

import java.io.Closeable;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Keeps apart what relies on older backups' packs and what deletes them. Runs and uploads share the repositories; a cleanup
 * has them for itself, one target at a time. Who waits to have them for itself keeps nobody from sharing them meanwhile:
 * backups never wait for a cleanup that has not begun. Thread-safe, and owned by no thread, as routes change threads.
 */
public final class RepositoryUse {
    private int sharing;
    private boolean taken;

    /** The right to use the repositories; closing it twice does no harm. */
    public final class Use implements Closeable {
        private final boolean alone;
        private boolean closed;

        private Use(boolean alone) {
            this.alone = alone;
        }

        @Override
        public void close() {
            synchronized (RepositoryUse.this) {
                if (!closed) {
                    closed = true;
                    taken = taken && !alone;
                    sharing -= alone ? 0 : 1;
                    RepositoryUse.this.notifyAll();
                }
            }
        }
    }

    /** Waits while a cleanup deletes. */
    public synchronized Use share() throws InterruptedException {
        while (taken) {
            wait();
        }
        sharing++;
        return new Use(false);
    }

    /** The same, with an end to patience; empty when it comes. */
    public synchronized Optional<Use> share(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (taken) {
            if (!waited(end)) {
                return Optional.empty();
            }
        }
        sharing++;
        return Optional.of(new Use(false));
    }

    /** Waits until nobody uses the repositories; empty when that does not come about in time. */
    public synchronized Optional<Use> alone(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (taken || sharing > 0) {
            if (!waited(end)) {
                return Optional.empty();
            }
        }
        taken = true;
        return Optional.of(new Use(true));
    }

    private boolean waited(long end) throws InterruptedException {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left > 0) {
            wait(left);
        }
        return left > 0;
    }
}
