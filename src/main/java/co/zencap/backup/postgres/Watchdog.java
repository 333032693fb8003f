package co.zencap.backup.postgres;

import co.zencap.backup.postgres.ToolCommand.Limits;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Ends a process that takes too long. Silence counts only while somebody waits for the process: a consumer that is slow
 * to fetch what is there (a full disk cache, a slow upload) is not the process's fault.
 */
final class Watchdog {

    private static final long NOBODY_WAITS = Long.MIN_VALUE;

    private final Limits limits;
    private final Consumer<FailureCause> bite;
    private final CountDownLatch over = new CountDownLatch(1);
    private final long started = System.nanoTime();
    private final AtomicLong waitingSince = new AtomicLong(NOBODY_WAITS);

    Watchdog(Limits limits, Consumer<FailureCause> bite) {
        this.limits = limits;
        this.bite = bite;
    }

    void start(String name) {
        if (!limits.wallClock().isZero() || !limits.noProgress().isZero()) {
            Thread thread = new Thread(this::watch, name + "-watchdog");
            thread.setDaemon(true);
            thread.start();
        }
    }

    void waiting() {
        waitingSince.set(System.nanoTime());
    }

    void served() {
        waitingSince.set(NOBODY_WAITS);
    }

    /** A sign of life while somebody waits. */
    void alive() {
        long since = waitingSince.get();
        if (since != NOBODY_WAITS) {
            waitingSince.compareAndSet(since, System.nanoTime());
        }
    }

    void stop() {
        over.countDown();
    }

    private void watch() {
        try {
            while (!over.await(nextLook(), TimeUnit.NANOSECONDS)) {
                long now = System.nanoTime();
                long since = waitingSince.get();
                if (passed(limits.wallClock(), now - started)) {
                    bite.accept(FailureCause.WALL_CLOCK);
                    return;
                }
                if (since != NOBODY_WAITS && passed(limits.noProgress(), now - since)) {
                    bite.accept(FailureCause.NO_PROGRESS);
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long nextLook() {
        long look = TimeUnit.SECONDS.toNanos(1);
        for (Duration limit : new Duration[] {limits.wallClock(), limits.noProgress()}) {
            look = limit.isZero() ? look : Math.min(look, Math.max(limit.toNanos() / 4, 1_000_000));
        }
        return look;
    }

    private static boolean passed(Duration limit, long nanos) {
        return !limit.isZero() && nanos > limit.toNanos();
    }
}
