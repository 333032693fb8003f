package co.zencap.backup.api;

import co.zencap.backup.operation.Problem;
import co.zencap.backup.repository.S3Repository;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks whether the off-site repository answers, and waits only a little: on the day that it hangs, a status that hangs with
 * it would help nobody. At most one question is under way at a time.
 */
final class Reachability {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Optional<S3Repository> repository;
    private CompletableFuture<Optional<Problem>> question;

    Reachability(Optional<S3Repository> repository) {
        this.repository = repository;
    }

    /** Empty when it answers; otherwise why not. */
    Optional<Problem> ask() {
        try {
            return current().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return Optional.of(new Problem(
                    "The off-site repository is away",
                    "It has not answered for " + PATIENCE.toSeconds() + " s.",
                    "Check the network and BACKUP_S3_ENDPOINT."));
        } catch (ExecutionException e) {
            return Optional.of(Problem.of("The off-site repository is away", e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(Problem.of("The off-site repository was not asked to the end", e));
        }
    }

    private synchronized CompletableFuture<Optional<Problem>> current() {
        if (question == null || question.isDone()) {
            question = CompletableFuture.supplyAsync(this::list, Reachability::inBackground);
        }
        return question;
    }

    private Optional<Problem> list() {
        try (var objects = repository.orElseThrow().list("")) {
            objects.findFirst();
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            return Optional.of(Problem.of("The off-site repository is away", e));
        }
    }

    /** With this application's class loader: the common pool's threads know none of its libraries. */
    private static void inBackground(Runnable task) {
        var thread = new Thread(task, "offsite-reachability");
        thread.setDaemon(true);
        thread.setContextClassLoader(Reachability.class.getClassLoader());
        thread.start();
    }
}
