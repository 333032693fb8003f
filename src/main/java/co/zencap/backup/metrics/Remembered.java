package co.zencap.backup.metrics;

import co.zencap.backup.operation.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What costs something to ask for, kept for a while. One thread asks, whoever wants to know; who has waited long enough gets
 * what was known before. Thread-safe.
 */
final class Remembered<T> {
    private static final Logger LOG = LoggerFactory.getLogger(Remembered.class);

    private final String name;
    private final Callable<T> source;
    private final Duration fresh;
    private final Clock clock;
    private CompletableFuture<T> question;
    private Instant asked = Instant.MIN;
    private volatile T known;
    private volatile boolean failing;

    /**
     * @param name of the thread that asks
     * @param source is asked, and may fail
     * @param fresh how long an answer, or a failure, is good for
     */
    Remembered(String name, Callable<T> source, Duration fresh, Clock clock) {
        this.name = name;
        this.source = source;
        this.fresh = fresh;
        this.clock = clock;
    }

    /** Has it asked for, where what is known is no longer fresh, and waits for nothing. */
    void ask() {
        current();
    }

    /**
     * What was answered last; empty before that.
     *
     * @param deadline of {@link System#nanoTime}: how long whoever wants to know waits for what is being asked
     */
    Optional<T> get(long deadline) {
        try {
            current().get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.debug("What was known before is told: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.ofNullable(known);
    }

    private synchronized CompletableFuture<T> current() {
        Instant now = clock.instant();
        if (question == null || question.isDone() && (now.isBefore(asked) || !now.isBefore(asked.plus(fresh)))) {
            asked = now;
            question = begin();
        }
        return question;
    }

    private CompletableFuture<T> begin() {
        var answer = new CompletableFuture<T>();
        var thread = new Thread(
                () -> {
                    try {
                        known = source.call();
                        failing = false;
                        answer.complete(known);
                    } catch (Throwable e) {
                        if (!failing) {
                            LOG.warn(
                                    "The {} can't be renewed: {}",
                                    name,
                                    Problem.of("", e).detail());
                        }
                        failing = true;
                        answer.completeExceptionally(e);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.setContextClassLoader(Remembered.class.getClassLoader());
        thread.start();
        return answer;
    }
}
