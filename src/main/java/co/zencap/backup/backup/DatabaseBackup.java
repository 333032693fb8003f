package co.zencap.backup.backup;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.backup.Artifact.Role;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.json.Json;
import co.zencap.backup.key.DataKey;
import co.zencap.backup.key.WrappedKey;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.postgres.ClientTools;
import co.zencap.backup.postgres.PassFile;
import co.zencap.backup.postgres.PostgresCommands;
import co.zencap.backup.postgres.PostgresCommands.DumpOptions;
import co.zencap.backup.postgres.SnapshotSession;
import co.zencap.backup.postgres.ToolCommand;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.repository.LocalRepository.Stored;
import co.zencap.backup.repository.StagedBackup;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.settings.Version;
import co.zencap.backup.stream.Payload;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
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

/** The steps of {@code backup-database}; their order is the route's. */
public final class DatabaseBackup {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseBackup.class);

    private final Settings settings;
    private final LocalRepository local;
    private final Clock clock;

    public DatabaseBackup(Settings settings, LocalRepository local, Clock clock) {
        this.settings = settings;
        this.local = local;
        this.clock = clock;
    }

    /** Takes the target's lock and its snapshot and stages a backup; from here on the run owns all that it holds. */
    public BackupRun begin(@ExchangeProperty("operation") RunningOperation operation) throws IOException {
        operation.phase("snapshot", 0);
        Instant startedAt = clock.instant();
        BackupId id = BackupId.at(startedAt);
        operation.backup(id.value());
        SnapshotSession snapshot = null;
        PassFile passFile = null;
        try {
            snapshot =
                    SnapshotSession.open(settings.database(), settings.target().value());
            Files.createDirectories(settings.workDir());
            passFile = PassFile.write(settings.workDir(), snapshot.url());
            StagedBackup staged = local.stage(settings.target().value(), id.value());
            Optional<DataKey> key = settings.encryption() ? Optional.of(DataKey.random()) : Optional.empty();
            return new BackupRun(id, startedAt, operation, snapshot, passFile, staged, key);
        } catch (IOException | RuntimeException | Error e) {
            closeAfter(e, snapshot, passFile);
            throw e;
        }
    }

    /** How pg_dump is called for this run. */
    public ToolCommand dumpCommand(@ExchangeProperty("run") BackupRun run) throws IOException {
        SnapshotSession snapshot = run.snapshot();
        run.operation().phase("dump", snapshot.facts().databaseBytes());
        return commands(snapshot)
                .dump(
                        snapshot.url(),
                        run.passFile(),
                        new DumpOptions(
                                snapshot.snapshotId(),
                                settings.limits().lockWait(),
                                CatalogSchema.excludedFrom(snapshot),
                                settings.toolLimits()))
                .withVariable("PGAPPNAME", run.applicationName());
    }

    /** How pg_dumpall is called for the roles of this run's server. */
    public ToolCommand globalsCommand(@ExchangeProperty("run") BackupRun run) throws IOException, SQLException {
        run.operation().phase("globals", 0);
        boolean passwords = run.snapshot().canReadRolePasswords();
        if (!passwords) {
            run.notes()
                    .add("Role passwords are not in this backup: "
                            + settings.database().user() + " may not read them. After a recovery, set them anew.");
        }
        return commands(run.snapshot())
                .globals(run.snapshot().url(), run.passFile(), passwords, settings.toolLimits())
                .withVariable("PGAPPNAME", run.applicationName());
    }

    /** Drains the payload into the staged backup; here a failed dump, a full disk or a bad stream surfaces. */
    public void store(
            @Body Payload payload,
            @ExchangeProperty("run") BackupRun run,
            @ExchangeProperty("artifact") Role role,
            @ExchangeProperty("plainBytes") PlainBytes plainBytes)
            throws IOException {
        String name = role.artifactName(run.dataKey().isPresent());
        try (payload) {
            Stored stored = run.staged().write(name, payload);
            run.artifacts().add(new Artifact(name, role, plainBytes.count(), stored.size(), stored.sha256()));
        }
    }

    /** Writes the wrapped key and, last of all, the manifest: from here on the backup exists. */
    public Manifest commit(@ExchangeProperty("run") BackupRun run) throws IOException {
        run.operation().phase("commit", 0);
        if (run.dataKey().isEmpty()) {
            run.notes().add("This backup is NOT encrypted: BACKUP_ENCRYPTION_ENABLED is false.");
        }
        Manifest manifest = manifest(run);
        if (run.dataKey().isPresent()) {
            WrappedKey wrapped = settings.masterKey()
                    .orElseThrow()
                    .wrap(run.dataKey().get(), run.id().value());
            run.staged().write(WrappedKey.FILE_NAME, Json.MAPPER.writeValueAsBytes(wrapped));
        }
        run.staged().commit(Manifest.FILE_NAME, ManifestFile.write(manifest, settings.masterKey()));
        RunningOperation operation = run.operation();
        operation.result("plainBytes", manifest.plainBytes());
        operation.result("storedBytes", manifest.storedBytes());
        manifest.fingerprint().ifPresent(f -> {
            operation.result("tables", f.tables().size());
            operation.result("rows", f.totalRows());
        });
        operation.succeed();
        run.succeeded();
        try {
            run.close();
        } catch (IOException e) {
            LOG.warn("The backup is complete, but its run could not be tidied up", e);
        }
        return manifest;
    }

    /** The catalog's rows of a new backup: itself, and where it is and is still to go. */
    public List<CatalogEntry> catalogEntries(
            @Body Manifest manifest, @ExchangeProperty("operation") RunningOperation operation) {
        var entries = new ArrayList<CatalogEntry>();
        String id = manifest.id().value();
        entries.add(BackupEntries.backup(manifest, operation.id()));
        entries.add(BackupEntries.copy(id, local.id(), "stored", clock.instant()));
        // The proof sends it now; the retries look after it only if that does not come about.
        Instant firstRetry = clock.instant().plus(Uploads.LONGEST_WAIT);
        settings.s3().ifPresent(s3 -> entries.add(BackupEntries.copy(id, "s3", "pending", firstRetry)));
        return entries;
    }

    /** Ends a run that failed at any step: nothing of it stays, and somebody is told. */
    public Alert fail(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure,
            @ExchangeProperty("operation") RunningOperation operation,
            @ExchangeProperty("run") BackupRun run) {
        if (run != null) {
            closeAfter(failure, run);
        }
        var problem = Problem.of("The backup of " + settings.target() + " failed", failure);
        operation.fail(problem);
        Operation ended = operation.snapshot();
        return Alert.of(Level.ERROR, "backup", ended.target(), problem, ended.id(), ended.backupId(), clock.instant());
    }

    private Manifest manifest(BackupRun run) throws IOException {
        SnapshotSession snapshot = run.snapshot();
        return new Manifest(
                Manifest.FORMAT_VERSION,
                run.id(),
                settings.target().value(),
                Manifest.Kind.DATABASE,
                run.startedAt(),
                new Manifest.Source(
                        settings.database().database(),
                        snapshot.facts().version().toString(),
                        snapshot.facts().time(),
                        snapshot.facts().databaseBytes()),
                new Manifest.Tools(Version.current(), tools(snapshot).version()),
                "zstd:" + settings.performance().compressionLevel(),
                run.dataKey()
                        .map(k -> new Manifest.Encryption(
                                DataKey.ALGORITHM,
                                settings.masterKey().orElseThrow().id())),
                List.copyOf(run.artifacts()),
                run.fingerprint(),
                List.copyOf(run.notes()));
    }

    private ClientTools tools(SnapshotSession snapshot) throws IOException {
        return ClientTools.locate(
                settings.postgresBin(), snapshot.facts().version().major());
    }

    private PostgresCommands commands(SnapshotSession snapshot) throws IOException {
        return new PostgresCommands(tools(snapshot), settings.workDir());
    }

    private static void closeAfter(Throwable failure, AutoCloseable... held) {
        for (AutoCloseable each : held) {
            try {
                if (each != null) {
                    each.close();
                }
            } catch (Exception e) {
                failure.addSuppressed(e);
            }
        }
    }
}
