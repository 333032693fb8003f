package co.zencap.backup.backup;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.alert.Ending;
import co.zencap.backup.backup.BackupRun.Origin;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.key.DataKey;
import co.zencap.backup.key.WrappedKey;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.repository.RepositoryUse;
import co.zencap.backup.repository.S3Settings;
import co.zencap.backup.repository.StagedBackup;
import co.zencap.backup.settings.LiveSettings;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.settings.Version;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The beginning and the end of every backup, whatever is backed up; the order is that of {@code run-backup}. */
public final class BackupRuns {
    /** The entry by which the catalog lists a backup. */
    public static final String LISTING = "record-backup";

    private static final Logger LOG = LoggerFactory.getLogger(BackupRuns.class);

    private final Settings settings;
    private final LiveSettings live;
    private final LocalRepository local;
    private final RepositoryUse use;
    private final Clock clock;

    /** @param use keeps what a run may borrow from being deleted meanwhile */
    public BackupRuns(Settings settings, LiveSettings live, LocalRepository local, RepositoryUse use, Clock clock) {
        this.settings = settings;
        this.live = live;
        this.local = local;
        this.use = use;
        this.clock = clock;
    }

    /** Stages a backup; from here on the run owns all that it holds. */
    public BackupRun begin(@Body BackupRequest request) throws IOException {
        PostgresUrl database = request.kind().hasDatabase()
                ? settings.databaseOf(request.operation().target()).url()
                : settings.database();
        return beginFrom(request, new Origin(database, Optional.empty()));
    }

    /** The same of a copy of the database. */
    public BackupRun beginFrom(BackupRequest request, Origin origin) throws IOException {
        RunningOperation operation = request.operation();
        Instant startedAt = clock.instant();
        BackupId id = BackupId.at(startedAt);
        operation.backup(id.value());
        StagedBackup staged = local.stage(operation.target(), id.value());
        Optional<DataKey> key = settings.encryption() ? Optional.of(DataKey.random()) : Optional.empty();
        return new BackupRun(
                id,
                request.kind(),
                request.incremental(),
                request.safetyOf(),
                startedAt,
                origin,
                operation,
                staged,
                key,
                live.values().performance());
    }

    /** From here on no cleanup deletes what the run may borrow of older backups; waits while one is at it. */
    public void keepPacks(@ExchangeProperty("run") BackupRun run) throws InterruptedException {
        if (run.getKind().hasFiles() || run.isIncrementWanted()) {
            RepositoryUse.Use shared = use.share();
            run.holds(shared::close);
        }
    }

    /** Writes the wrapped key and, last of all, the manifest: from here on the backup exists. */
    public Manifest commit(@ExchangeProperty("run") BackupRun run) throws IOException {
        run.operation().phase("commit", 0);
        if (run.dataKey().isEmpty()) {
            run.notes().add("This backup is NOT encrypted: BACKUP_ENCRYPTION_ENABLED is false.");
        }
        Manifest manifest = manifest(run);
        requireBorrowed(manifest);
        if (run.dataKey().isPresent()) {
            WrappedKey wrapped = settings.masterKey()
                    .orElseThrow()
                    .wrap(run.dataKey().get(), run.id().value());
            run.staged().write(WrappedKey.FILE_NAME, KeyFile.write(wrapped));
        }
        run.staged().commit(Manifest.FILE_NAME, ManifestFile.write(manifest, settings.masterKey()));
        report(manifest, run.operation());
        run.succeeded();
        try {
            run.close();
        } catch (IOException e) {
            LOG.warn("The backup is complete, but its run could not be tidied up", e);
        }
        return manifest;
    }

    /** While the catalog was away, another node's cleanup may not have known of this run. */
    private void requireBorrowed(Manifest manifest) throws IOException {
        for (Borrowed object : manifest.borrowed()) {
            long size;
            try {
                size = local.size(object.key());
            } catch (NoSuchFileException e) {
                size = -1;
            }
            if (size != object.storedBytes()) {
                throw new IOException(object.key() + " of an older backup, which this one was to use, is gone"
                        + " or was changed meanwhile. HINT: nothing is lost; the next backup stores its content anew.");
            }
        }
    }

    private static void report(Manifest manifest, RunningOperation operation) {
        operation.result("plainBytes", manifest.plainBytes());
        operation.result("storedBytes", manifest.storedBytes());
        manifest.fingerprint().ifPresent(f -> {
            operation.result("tables", f.tables().size());
            operation.result("rows", f.totalRows());
            operation.result("fingerprint", f.countsOnly() ? "counts" : "full");
        });
        if (manifest.kind().hasFiles()) {
            operation.result(
                    "files",
                    manifest.fileSets().stream().mapToLong(s -> s.files()).sum());
            operation.result(
                    "fileBytes",
                    manifest.fileSets().stream().mapToLong(s -> s.bytes()).sum());
        }
        operation.succeed();
    }

    /** The catalog's rows of a backup: itself, and where it is and is still to go. {@code operation} may be null. */
    public List<CatalogEntry> catalogEntries(
            @Body Manifest manifest, @ExchangeProperty("operation") RunningOperation operation) {
        var entries = new ArrayList<CatalogEntry>();
        String id = manifest.id().value();
        entries.add(BackupEntries.backup(manifest, operation == null ? null : operation.id()));
        entries.add(BackupEntries.copy(id, local.id(), "stored", clock.instant()));
        // The proof sends it now; the retries look after it only if that has not been begun by then, or has failed.
        Instant firstRetry = clock.instant().plus(Uploads.LONGEST_WAIT);
        settings.s3()
                .filter(S3Settings::mayStore)
                .ifPresent(s3 -> entries.add(BackupEntries.copy(id, "s3", "pending", firstRetry)));
        return entries;
    }

    /** Ends a run that failed at any step: nothing of it stays, and somebody is told. */
    public Alert fail(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure,
            @ExchangeProperty("operation") RunningOperation operation,
            @ExchangeProperty("run") BackupRun run) {
        if (run != null) {
            try {
                run.close();
            } catch (IOException | RuntimeException e) {
                failure.addSuppressed(e);
            }
        }
        var problem = Problem.of("The backup of " + operation.target() + " failed", failure);
        operation.fail(problem);
        return Alert.of(Level.ERROR, "backup", operation.snapshot(), problem, clock.instant())
                .until(Ending.success(Operation.Kind.BACKUP));
    }

    private Manifest manifest(BackupRun run) {
        return new Manifest(
                Manifest.FORMAT_VERSION,
                run.id(),
                run.operation().target(),
                run.getKind(),
                run.startedAt(),
                run.source(),
                new Manifest.Tools(Version.current(), run.pgDump()),
                "zstd:" + run.performance().compressionLevel(),
                run.dataKey()
                        .map(k -> new Manifest.Encryption(
                                DataKey.ALGORITHM,
                                settings.masterKey().orElseThrow().id())),
                run.artifacts(),
                run.fingerprint(),
                List.copyOf(run.fileSets()),
                run.base(),
                run.safetyOf(),
                List.copyOf(run.notes()));
    }
}
