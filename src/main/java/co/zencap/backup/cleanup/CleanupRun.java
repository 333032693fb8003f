package co.zencap.backup.cleanup;

import co.zencap.backup.backup.BackupReaders;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.repository.RepositoryFailure;
import co.zencap.backup.repository.RepositoryUse;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One cleanup under way: what it has done and what went wrong, and, while it deletes, the repositories for itself, which it
 * gives back in {@link #close}, on every path. Used by one route at a time.
 */
public final class CleanupRun implements Closeable {
    private final CleanupRequest request;
    private final Map<String, Problem> problems = new LinkedHashMap<>();
    private final List<Exception> failures = new ArrayList<>();
    private final Map<String, Long> figures = new LinkedHashMap<>();
    private Repository repository;
    private RepositoryUse.Use use;
    private Deletion underWay;
    private BackupReaders.Deleting deleting;

    CleanupRun(CleanupRequest request) {
        this.request = request;
        for (String name : List.of("kept", "deleted", "orphans", "freedBytes", "untrusted")) {
            figures.put(name, 0L);
        }
    }

    CleanupRequest request() {
        return request;
    }

    public RunningOperation getOperation() {
        return request.operation();
    }

    Repository repository() {
        return repository;
    }

    /** From here on it owns the use, until the share is done. */
    void enter(Repository repository, RepositoryUse.Use use) {
        this.repository = repository;
        this.use = use;
    }

    /** @throws IOException when others may have begun to use the repositories */
    void requireAlone() throws IOException {
        use.requireHeld();
    }

    /** Nobody begins to read the backup from here on, until its deletion is {@linkplain #underWay under way} no more. */
    void keepReadersAway(BackupReaders.Deleting lock) {
        deleting = lock;
    }

    /** What is being deleted, from its announcement to its end; null when nothing is. */
    void underWay(Deletion deletion) {
        underWay = deletion;
        if (deletion == null) {
            letReadersIn();
        }
    }

    private void letReadersIn() {
        if (deleting != null) {
            deleting.close();
            deleting = null;
        }
    }

    Optional<Deletion> underWay() {
        return Optional.ofNullable(underWay);
    }

    void count(String figure, long more) {
        figures.merge(figure, more, Long::sum);
    }

    void failed(String share, Exception failure) {
        failures.add(failure);
        problems.put(share, Problem.of(share, failure));
    }

    void report() {
        figures.forEach(getOperation()::result);
        if (!problems.isEmpty()) {
            getOperation()
                    .result(
                            "problems",
                            problems.values().stream().map(Problem::sentence).toList());
        }
    }

    /** Whether all that went wrong was that a repository was out of reach for now. */
    boolean isTemporary() {
        return !failures.isEmpty()
                && failures.stream().allMatch(e -> RepositoryFailure.awayIn(e)
                        .filter(RepositoryFailure::temporary)
                        .isPresent());
    }

    /** @throws IOException naming all that went wrong; its cause is the repository that is away, where nothing else did */
    void requireSuccess() throws IOException {
        if (problems.isEmpty()) {
            return;
        }
        String details = problems.values().stream()
                .map(problem -> problem.title() + ": " + problem.detail())
                .collect(Collectors.joining(" "));
        String hints = problems.values().stream()
                .map(Problem::hint)
                .filter(hint -> !hint.isEmpty())
                .distinct()
                .collect(Collectors.joining(" "));
        throw new IOException(
                details + " HINT: " + (hints.isEmpty() ? "see the log; the next cleanup goes on from here." : hints),
                isTemporary() ? failures.get(0) : null);
    }

    @Override
    public void close() {
        letReadersIn();
        if (use != null) {
            use.close();
            use = null;
        }
        underWay = null;
    }
}
