package co.zencap.backup.repository;

import java.io.Closeable;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps apart what relies on older backups' packs and what deletes them. Runs and uploads share the repositories; a cleanup
 * has them for itself, one target at a time. Who waits to have them for itself keeps nobody from sharing them meanwhile:
 * backups never wait for a cleanup that has not begun. Thread-safe, and owned by no thread, as routes change threads.
 *
 * <p>Between nodes the catalog's {@link RepositoryLock} does the same. While the catalog is away nothing is cleaned up, and
 * backups are made without it: they look again, before they are committed, whether all is there that they rely on.
 */
public final class RepositoryUse {
    private static final Logger LOG = LoggerFactory.getLogger(RepositoryUse.class);
    private static final long ASK_AGAIN_MILLIS = 500;

    private final RepositoryLock nodes;
    private int sharing;
    private boolean taken;

    /** @param nodes holds between nodes */
    public RepositoryUse(RepositoryLock nodes) {
        this.nodes = nodes;
    }

    /** The right to use the repositories; closing it twice does no harm. */
    public final class Use implements Closeable {
        private final boolean alone;
        private final boolean amongNodes;
        private boolean closed;

        private Use(boolean alone, boolean amongNodes) {
            this.alone = alone;
            this.amongNodes = amongNodes;
        }

        /**
         * To be asked before what can't be undone.
         *
         * @throws IOException when other nodes may have begun to use the repositories meanwhile
         */
        public void requireHeld() throws IOException {
            if (amongNodes && !nodes.isHeld()) {
                throw new IOException("The connection to the catalog broke off, and with it what keeps other nodes from"
                        + " using what would be deleted. HINT: nothing is wrong with the backups; the next cleanup goes on"
                        + " from here.");
            }
        }

        @Override
        public void close() {
            synchronized (RepositoryUse.this) {
                if (closed) {
                    return;
                }
                closed = true;
            }
            try {
                if (amongNodes) {
                    nodes.release(alone);
                }
            } finally {
                leave(alone);
            }
        }
    }

    /** Waits while a cleanup deletes. */
    public Use share() throws InterruptedException {
        return share(Duration.ofDays(1000)).orElseThrow();
    }

    /** The same, with an end to patience; empty when it comes. */
    public Optional<Use> share(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        if (!enterShared(end)) {
            return Optional.empty();
        }
        boolean ours = true;
        try {
            while (!nodes.tryShare()) {
                if (!pause(end)) {
                    return Optional.empty();
                }
            }
            ours = false; // the result's, from here on
            return Optional.of(new Use(false, true));
        } catch (SQLException e) {
            LOG.warn("The catalog is away, and with it what keeps other nodes' cleanups away: {}", e.getMessage());
            ours = false;
            return Optional.of(new Use(false, false));
        } finally {
            if (ours) {
                leave(false);
            }
        }
    }

    /**
     * Waits until nobody uses the repositories; empty when that does not come about in time.
     *
     * @throws IOException when the catalog is away, and nobody can say what other nodes do
     */
    public Optional<Use> alone(Duration patience) throws IOException, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        boolean ours = enterAlone(end);
        try {
            while (ours) {
                if (nodes.tryAlone()) {
                    ours = false; // the result's, from here on
                    return Optional.of(new Use(true, true));
                }
                // Others of this node must not wait for other nodes.
                leave(true);
                ours = false;
                ours = pause(end) && enterAlone(end);
            }
            return Optional.empty();
        } catch (SQLException e) {
            throw new IOException(
                    "Without the catalog nobody can say whether another node relies on what would be deleted: "
                            + e.getMessage()
                            + (e.getMessage().contains("HINT:") ? "" : ". HINT: see ./zencap status for where it is."),
                    e);
        } finally {
            if (ours) {
                leave(true);
            }
        }
    }

    private synchronized boolean enterShared(long end) throws InterruptedException {
        while (taken) {
            if (!waited(end)) {
                return false;
            }
        }
        sharing++;
        return true;
    }

    private synchronized boolean enterAlone(long end) throws InterruptedException {
        while (taken || sharing > 0) {
            if (!waited(end)) {
                return false;
            }
        }
        taken = true;
        return true;
    }

    private synchronized void leave(boolean alone) {
        taken = taken && !alone;
        sharing -= alone ? 0 : 1;
        notifyAll();
    }

    private boolean waited(long end) throws InterruptedException {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left > 0) {
            wait(left);
        }
        return left > 0;
    }

    private static boolean pause(long end) throws InterruptedException {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left > 0) {
            Thread.sleep(Math.min(left, ASK_AGAIN_MILLIS));
        }
        return left > 0;
    }
}
