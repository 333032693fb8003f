package co.zencap.backup.demo;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C and SIGTERM into an interrupt of the thread that owns everything, and keeps the process alive until that
 * thread has closed what it opened. So there is one order of closing, whatever the reason.
 */
final class StopSignal {
    private static final long PATIENCE_SECONDS = 90;

    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean given;

    private StopSignal() {}

    /** Make it before anything is opened that must not be left behind. */
    static StopSignal forThisThread() {
        var signal = new StopSignal();
        Thread owner = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> signal.stop(owner), "stop-demo"));
        return signal;
    }

    private void stop(Thread owner) {
        if (closed.getCount() == 0) {
            return;
        }
        given = true;
        owner.interrupt();
        try {
            closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the process ends now in any case
        }
    }

    /** Whether the process is told to end. */
    boolean isGiven() {
        return given;
    }

    /** Lets the process end. */
    void allClosed() {
        closed.countDown();
    }
}
