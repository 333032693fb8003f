package co.zencap.backup.cli;

import co.zencap.backup.operation.Problem;
import co.zencap.backup.operation.RunningOperation;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** Work of this process, watched like an operation of the service's. A signal to end lets it tidy up first. */
final class WatchedWork {
    private static final long TIDY_SECONDS = 90;

    private final Surroundings surroundings;
    private final RunningOperation operation;

    WatchedWork(Surroundings surroundings, RunningOperation operation) {
        this.surroundings = surroundings;
        this.operation = operation;
    }

    /** What is printed when the line of progress is gone; its result is the exit status. */
    @FunctionalInterface
    interface Ending {
        int print() throws Exception;
    }

    int run(Callable<Ending> work) throws Exception {
        var task = new FutureTask<>(() -> {
            try {
                Ending ending = work.call();
                operation.succeed();
                return ending;
            } finally {
                operation.fail(new Problem("The recovery failed", "", "")); // unless it has ended well
            }
        });
        var worker = new Thread(task, "recovery");
        var signal = new Thread(() -> stop(worker), "recovery-stop");
        Runtime.getRuntime().addShutdownHook(signal);
        worker.start();
        surroundings.toTheEnd(operation.snapshot(), id -> operation.snapshot());
        try {
            return task.get().print();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        } finally {
            letGo(signal);
        }
    }

    private static void letGo(Thread signal) {
        try {
            Runtime.getRuntime().removeShutdownHook(signal);
        } catch (IllegalStateException e) {
            // the process is ending already
            Thread.yield();
        }
    }

    private static void stop(Thread worker) {
        worker.interrupt();
        try {
            worker.join(TimeUnit.SECONDS.toMillis(TIDY_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the process ends now in any case
        }
    }
}
