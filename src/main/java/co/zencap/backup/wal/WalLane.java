package co.zencap.backup.wal;

import co.zencap.backup.operation.Problem;
import co.zencap.backup.repository.Repository;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of one repository, and one go at a time in them. A repository that does not answer keeps these waiting, and
 * nobody else: whoever begins a go does not wait for it. Thread-safe.
 */
final class WalLane implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WalLane.class);

    /** Files that are sent side by side; each is held in memory. */
    private static final int AT_ONCE = 4;

    private static final int IDLE_SECONDS = 30;

    private final Repository repository;
    private final WalState state;
    private final Clock clock;
    private final AtomicBoolean busy = new AtomicBoolean();
    private final ThreadPoolExecutor threads;

    /** What was told last of a cluster: the log has it once, and not every two seconds. */
    private final Map<String, String> told = new ConcurrentHashMap<>();

    WalLane(Repository repository, WalState state, Clock clock) {
        this.repository = repository;
        this.state = state;
        this.clock = clock;
        // One for the go, which waits for the others.
        threads = new ThreadPoolExecutor(
                AT_ONCE + 1, AT_ONCE + 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    var thread = new Thread(work, "wal-to-" + repository.id());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    Repository repository() {
        return repository;
    }

    /** Begins a go through these folders, unless one is under way. */
    void begin(Collection<WalFolder> folders) {
        if (!busy.compareAndSet(false, true)) {
            return;
        }
        try {
            threads.execute(() -> go(folders));
        } catch (RejectedExecutionException e) {
            busy.set(false); // closed: what waits is sent after the next start
        }
    }

    private void go(Collection<WalFolder> folders) {
        try {
            for (WalFolder folder : folders) {
                WalSender sender = folder.sender(repository);
                if (sender.isDue()) {
                    go(folder, sender);
                }
            }
        } finally {
            state.rests(repository.id());
            busy.set(false);
        }
    }

    private void go(WalFolder folder, WalSender sender) {
        try {
            state.moves(repository.id(), clock.instant());
            sender.go();
            told.remove(folder.cluster());
            state.sent(repository.id(), folder.cluster());
        } catch (IOException | RuntimeException e) {
            if (threads.isShutdown()) {
                LOG.info("What waits of the write-ahead log for {} is sent after the next start", repository.id());
                return;
            }
            Problem problem = Problem.of("The write-ahead log is not sent to " + repository.id(), e);
            state.unsent(repository.id(), folder.cluster(), problem, clock.instant());
            if (!problem.detail().equals(told.put(folder.cluster(), problem.detail()))) {
                LOG.warn("The write-ahead log is not sent to {}: {}", repository.id(), e.getMessage());
            }
        }
    }

    /** For a go: does all of this side by side, until all of it has ended, also when some has failed. */
    void await(List<Callable<Void>> work) throws IOException {
        IOException failed = null;
        try {
            for (Future<Void> each :
                    threads.invokeAll(work.stream().map(this::noted).toList())) {
                try {
                    each.get();
                } catch (ExecutionException e) {
                    IOException cause = e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
                    if (failed == null) {
                        failed = cause;
                    } else {
                        failed.addSuppressed(cause);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the log was sent");
        }
        if (failed != null) {
            throw failed;
        }
    }

    private Callable<Void> noted(Callable<Void> work) {
        return () -> {
            work.call();
            state.moves(repository.id(), clock.instant());
            return null;
        };
    }

    /** What is under way is given up; a thread that waits for a connection ends when that is closed. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
