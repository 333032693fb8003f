package co.zencap.backup.recovery;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.backup.BackupId;
import co.zencap.backup.backup.Retrievals;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.files.FileRestore;
import co.zencap.backup.files.FileRestore.Restored;
import co.zencap.backup.files.FileSetIndex;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.function.ToLongFunction;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;

/** The steps of {@code restore-files}; their order is the route's. */
public final class FileRestoration {
    private final Settings settings;
    private final List<Repository> repositories;
    private final Retrievals retrievals;
    private final Clock clock;

    /**
     * @param repositories the nearest first
     * @param retrievals of what lies in an archive tier
     */
    public FileRestoration(Settings settings, List<Repository> repositories, Retrievals retrievals, Clock clock) {
        this.settings = settings;
        this.repositories = List.copyOf(repositories);
        this.retrievals = retrievals;
        this.clock = clock;
    }

    /** Opens the backup, and makes sure that nothing is restored over something else. */
    public FileRestoreRun open(@Body FileRestoreRequest request) throws IOException {
        StoredBackup backup = open(request, request.operation().target());
        List<FileSetIndex> wanted = backup.manifest().fileSets().stream()
                .filter(set -> request.fileSet().map(set.set()::equals).orElse(true))
                .toList();
        if (wanted.isEmpty()) {
            throw new IOException("Backup " + backup.manifest().id() + " holds no files"
                    + request.fileSet().map(set -> " of file set " + set).orElse("")
                    + ". HINT: ./zencap list shows what each backup holds.");
        }
        FileRestore.requireEmpty(request.folder());
        return new FileRestoreRun(request, backup, wanted);
    }

    /** Waits for what lies in an archive tier. */
    public void retrieve(@ExchangeProperty("restoration") FileRestoreRun run) throws IOException {
        retrievals.bring(run.backup().repository(), run.keys(), run.request().operation());
    }

    /** Brings one file set back. */
    public void restore(@Body FileSetIndex set, @ExchangeProperty("restoration") FileRestoreRun run)
            throws IOException, InterruptedException {
        RunningOperation operation = run.request().operation();
        operation.phase("restore " + set.set(), run.request().paths().isEmpty() ? set.bytes() : 0);
        var restore = new FileRestore(
                run.files(set),
                run.folder(set),
                run.request().paths(),
                settings.performance().restoreJobs(),
                operation::progress);
        run.restored().add(restore.run());
    }

    /** Says what came of it. */
    public void finish(@ExchangeProperty("restoration") FileRestoreRun run) throws IOException {
        RunningOperation operation = run.request().operation();
        long files = sum(run, Restored::files) + sum(run, Restored::links) + sum(run, Restored::folders);
        if (files == 0) {
            throw new IOException("Nothing in backup " + run.backup().manifest().id()
                    + " matches. HINT: patterns are held against whole paths or their last names, like '*.xlsx' or"
                    + " '/srv/uploads/2026/**'.");
        }
        operation.result("folder", run.request().folder().toString());
        operation.result("repository", run.backup().repository().id());
        operation.result("files", sum(run, Restored::files));
        operation.result("folders", sum(run, Restored::folders));
        operation.result("links", sum(run, Restored::links));
        operation.result("bytes", sum(run, Restored::bytes));
        operation.result("ownersRestored", run.restored().stream().allMatch(Restored::owners));
        operation.succeed();
    }

    /** Ends a restoration that failed. What it has written stays for a person to look at: nothing else was there. */
    public Alert fail(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure,
            @ExchangeProperty("operation") RunningOperation operation) {
        var problem = Problem.of("Restoring files of " + operation.target() + " failed", failure);
        operation.fail(problem);
        return Alert.of(Level.ERROR, "file-restoration", operation.snapshot(), problem, clock.instant());
    }

    private StoredBackup open(FileRestoreRequest request, String target) throws IOException {
        IOException failure = null;
        for (Repository repository : repositories) {
            if (request.repository().map(repository.id()::equals).orElse(true)) {
                try {
                    return retrievals.open(
                            repository,
                            target,
                            new BackupId(request.task().backupId()),
                            settings.masterKey(),
                            request.operation());
                } catch (IOException e) {
                    failure = failure == null ? e : failure;
                }
            }
        }
        throw failure != null
                ? failure
                : new IOException("There is no such repository. HINT: use one of "
                        + String.join(
                                ", ", repositories.stream().map(Repository::id).toList()) + ".");
    }

    private static long sum(FileRestoreRun run, ToLongFunction<Restored> figure) {
        return run.restored().stream().mapToLong(figure).sum();
    }
}
