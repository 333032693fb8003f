package co.zencap.backup.cleanup;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.alert.Ending;
import co.zencap.backup.audit.AuditEntry;
import co.zencap.backup.audit.AuditEntry.Action;
import co.zencap.backup.audit.AuditEntry.Outcome;
import co.zencap.backup.backup.BackupId;
import co.zencap.backup.backup.BackupReaders;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.key.WrappedKey;
import co.zencap.backup.operation.BackupRef;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.repository.RepositoryUse;
import co.zencap.backup.repository.StoredObject;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;

/** The steps of {@code erase-backup}: without its data key nobody can read a backup, wherever copies of it may lie. */
public final class Erasures {
    private static final Duration PATIENCE = Duration.ofHours(1);

    private final List<Repository> repositories;
    private final Inventory inventory;
    private final Supplier<Map<String, String>> holds;
    private final RepositoryUse use;
    private final BackupReaders readers;
    private final Operations operations;
    private final Clock clock;

    /**
     * @param operation under which it runs
     * @param backup which
     * @param reason why; may be empty
     * @param actor whose wish it is
     * @param source from where it came
     */
    public record Request(RunningOperation operation, BackupRef backup, String reason, String actor, String source) {
        private String key(String name) {
            return Manifest.folder(backup.target(), new BackupId(backup.id())) + name;
        }
    }

    /**
     * @param repositories the nearest first
     * @param holds legal holds as the catalog knows them: reasons by backup
     */
    public Erasures(
            List<Repository> repositories,
            Inventory inventory,
            Supplier<Map<String, String>> holds,
            RepositoryUse use,
            BackupReaders readers,
            Operations operations,
            Clock clock) {
        // What may refuse comes first: then nothing is destroyed yet.
        var farthest = new ArrayList<>(repositories);
        Collections.reverse(farthest);
        this.repositories = List.copyOf(farthest);
        this.inventory = inventory;
        this.holds = holds;
        this.use = use;
        this.readers = readers;
        this.operations = operations;
        this.clock = clock;
    }

    /** A new one. */
    public Request request(BackupRef backup, String reason, String actor, String source) {
        return new Request(operations.begin(Kind.ERASURE, backup, null), backup, reason, actor, source);
    }

    /**
     * Takes the repositories for itself, and looks whether it may.
     *
     * @throws IOException when it may not, or a repository can't be asked: then nothing has happened
     */
    public ErasureRun begin(@Body Request request) throws IOException, InterruptedException {
        requireDeleting();
        request.operation().phase("waiting for backups and uploads", 0);
        RepositoryUse.Use alone = use.alone(PATIENCE)
                .orElseThrow(() -> new IOException("Backups and uploads left no gap for an hour."
                        + " HINT: ./zencap status shows what runs; ask again when it has ended."));
        BackupReaders.Deleting lock = null;
        try {
            lock = keepReadersAway(request);
            var contents = new ArrayList<Contents>();
            for (Repository repository : repositories) {
                contents.add(inventory.read(repository));
            }
            requireFree(request, contents);
            var run = new ErasureRun(request, contents, alone, lock);
            alone = null; // the run's, from here on, as the lock is
            lock = null;
            return run;
        } finally {
            if (lock != null) {
                lock.close();
            }
            if (alone != null) {
                alone.close();
            }
        }
    }

    /** A key that is destroyed in one repository and not in another would be told as a failure, and be gone. */
    private void requireDeleting() throws IOException {
        for (Repository repository : repositories) {
            if (!repository.mayDelete()) {
                throw new IOException("This service deletes nothing in " + repository.id() + " (BACKUP_S3_ACCESS)."
                        + " HINT: erase it with an installation whose access is full; nothing has been destroyed.");
            }
        }
    }

    private BackupReaders.Deleting keepReadersAway(Request request) throws IOException {
        try {
            BackupReaders.Deleting lock = readers.tryDelete(request.backup().id());
            if (lock == null) {
                throw new IOException(
                        "Somebody works with backup " + request.backup().id() + ", here or on another node."
                                + " HINT: ./zencap status shows what runs; ask again when it has ended.");
            }
            return lock;
        } catch (SQLException e) {
            throw new IOException(
                    "Without the catalog nobody can say whether another node reads what would be erased: "
                            + e.getMessage(),
                    e);
        }
    }

    private void requireFree(Request request, List<Contents> contents) throws IOException {
        BackupRef backup = request.backup();
        Optional<String> hold = Optional.ofNullable(holds.get().get(backup.id()));
        var borrowers = new TreeSet<String>();
        for (Contents own : contents) {
            Optional<BackupFolder> folder = own.folder(backup.target(), backup.id());
            hold = hold.or(() -> folder.flatMap(BackupFolder::holdReason));
            if (folder.flatMap(BackupFolder::manifest)
                    .filter(manifest -> manifest.keyFile().isEmpty())
                    .isPresent()) {
                throw new IOException("Backup " + backup.id() + " is not encrypted, so that there is no key to destroy."
                        + " HINT: remove its folder, with all versions, from every repository and every copy of one.");
            }
            List<Contents> others =
                    contents.stream().filter(other -> other != own).toList();
            var needs = new Needs(own, others, f -> isIt(f, backup));
            folder.ifPresent(f -> borrowers.addAll(borrowers(needs, f)));
        }
        if (hold.isPresent()) {
            throw new IOException("Backup " + backup.id() + " is under a legal hold: " + hold.get()
                    + ". HINT: ./zencap release ends a hold, if you may.");
        }
        if (!borrowers.isEmpty()) {
            throw new IOException(
                    "Backups that need what lies in " + backup.id() + " could not be restored without its key: "
                            + String.join(", ", borrowers)
                            + ". HINT: what they need of it is in these backups, too: erase them"
                            + " first, the newest first, or let retention delete them.");
        }
    }

    private static boolean isIt(BackupFolder folder, BackupRef backup) {
        return folder.id().equals(backup.id()) && folder.target().equals(backup.target());
    }

    private static Set<String> borrowers(Needs needs, BackupFolder folder) {
        return needs.by(needs.in(folder));
    }

    /** Before anything is destroyed it is written down. */
    public CatalogEntry announce(@ExchangeProperty("run") ErasureRun run) {
        return audit(run.request(), Outcome.BEGUN);
    }

    /** The point of no return, off site first: a store that keeps the key by a lock says so before any other is touched. */
    public void destroyKeys(@ExchangeProperty("run") ErasureRun run) throws IOException {
        run.request().operation().phase("destroy keys", 0);
        for (Contents each : run.contents()) {
            run.requireAlone();
            each.repository().erase(run.request().key(WrappedKey.FILE_NAME));
        }
    }

    /**
     * Deletes what is left, the manifest first.
     *
     * @return the catalog's rows of it
     */
    public List<CatalogEntry> deleteRest(@ExchangeProperty("run") ErasureRun run) throws IOException {
        run.request().operation().phase("delete", 0);
        BackupRef backup = run.request().backup();
        var entries = new ArrayList<CatalogEntry>();
        for (Contents each : run.contents()) {
            run.requireAlone();
            each.repository().delete(run.request().key(Manifest.FILE_NAME));
            List<StoredObject> rest = each.folder(backup.target(), backup.id())
                    .map(folder -> List.copyOf(folder.objects().values()))
                    .orElse(List.of());
            for (StoredObject object : rest) {
                each.repository().delete(object.key());
            }
            entries.add(
                    CleanupEntries.copyDeleted(backup.id(), each.repository().id(), clock.instant()));
        }
        entries.add(audit(run.request(), Outcome.DONE));
        return entries;
    }

    /** All is written down. */
    public void succeed(@ExchangeProperty("run") ErasureRun run) {
        run.close();
        run.request().operation().succeed();
    }

    /** Ends one that did not come to its end. */
    public Alert fail(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure,
            @ExchangeProperty("request") Request request,
            @ExchangeProperty("run") ErasureRun run) {
        if (run != null) {
            run.close();
        }
        var problem = Problem.of("Backup " + request.backup().id() + " is not erased", failure);
        request.operation().fail(problem);
        return Alert.of(Level.ERROR, "erasure", request.operation().snapshot(), problem, clock.instant())
                .until(Ending.success(Kind.ERASURE, request.backup().id()));
    }

    private CatalogEntry audit(Request request, Outcome outcome) {
        return new AuditEntry(
                        request.actor(),
                        Action.ERASE_BACKUP.word(),
                        request.backup().target(),
                        "",
                        request.backup().id(),
                        request.operation().id(),
                        0,
                        request.reason(),
                        request.source(),
                        outcome,
                        null)
                .at(clock.instant());
    }
}
