package co.zencap.backup.files;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Threads that work together: the first failure interrupts all others, and none of them is left when {@link #close}
 * returns.
 */
final class Crew implements AutoCloseable {
    private final ExecutorService threads;
    private final ExecutorCompletionService<Void> completion;
    private final List<Future<Void>> members = new ArrayList<>();

    /** @param name of the threads */
    Crew(String name) {
        threads = Executors.newCachedThreadPool(task -> {
            var thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        completion = new ExecutorCompletionService<>(threads);
    }

    void start(Callable<Void> work) {
        members.add(completion.submit(work));
    }

    /** Waits until every member has done its work, or one has failed. */
    void await() throws IOException, InterruptedException {
        for (int i = 0; i < members.size(); i++) {
            try {
                completion.take().get();
            } catch (ExecutionException e) {
                throw rethrown(e.getCause());
            }
        }
    }

    private static IOException rethrown(Throwable cause) throws IOException {
        if (cause instanceof IOException failure) {
            throw failure;
        }
        if (cause instanceof RuntimeException failure) {
            throw failure;
        }
        if (cause instanceof Error failure) {
            throw failure;
        }
        return new IOException("The work was interrupted", cause);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        boolean interrupted = false;
        try {
            while (!threads.isTerminated()) {
                try {
                    threads.awaitTermination(1, TimeUnit.MINUTES);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
