package co.zencap.backup.drill;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.backup.Artifact;
import co.zencap.backup.backup.BackupId;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.backup.Retrievals;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.operation.BackupTask;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.postgres.ClientTools;
import co.zencap.backup.postgres.PostgresCommands;
import co.zencap.backup.postgres.ToolCommand;
import co.zencap.backup.postgres.archive.Archive;
import co.zencap.backup.postgres.archive.ArchiveOffsets;
import co.zencap.backup.postgres.archive.DatabaseScan;
import co.zencap.backup.postgres.archive.Difference;
import co.zencap.backup.postgres.archive.Fingerprint;
import co.zencap.backup.postgres.archive.FingerprintTap;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.repository.RepositoryFailure;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.stream.MeasuredInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;

/** The steps of {@code restore-test}; their order is the route's. */
public final class RestorationTest {
    /** At a time: with the few KB of transferTo, system calls would take as long as the decompression. */
    private static final int FETCH_BYTES = 1 << 18;

    /** In place of the repository, where no copy could be opened. */
    private static final String UNKNOWN = "none";

    /** No repository has a copy of the backup that can be opened. */
    private static final class UnusableBackup extends IOException {
        private static final long serialVersionUID = 1L;

        UnusableBackup(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    private final Settings settings;
    private final List<Repository> repositories;
    private final Retrievals retrievals;
    private final Sandboxes sandboxes;
    private final Clock clock;

    public RestorationTest(
            Settings settings, List<Repository> repositories, Retrievals retrievals, Sandboxes sandboxes, Clock clock) {
        this.settings = settings;
        this.repositories = repositories;
        this.retrievals = retrievals;
        this.sandboxes = sandboxes;
        this.clock = clock;
    }

    /** Opens the backup, waits for what of it is archived, and makes an empty sandbox database for it. */
    public TestRun begin(@Body BackupTask task) throws IOException, SQLException {
        RunningOperation operation = task.operation();
        StoredBackup backup = open(operation, new BackupId(task.backupId()));
        if (backup.manifest().source().isEmpty()) {
            throw new IOException("Backup " + backup.manifest().id()
                    + " holds files and no database. HINT: ./zencap restore-files brings files back.");
        }
        Artifact dump = backup.manifest().artifact(Artifact.Role.DATABASE).orElseThrow();
        retrievals.bring(backup.repository(), List.of(backup.manifest().folder() + dump.name()), operation);
        Files.createDirectories(settings.workDir());
        Path archive = Files.createTempFile(settings.workDir(), "restoration-test-", ".dump");
        try {
            String encoding =
                    backup.manifest().fingerprint().map(Fingerprint::encoding).orElse("UTF8");
            return new TestRun("quickTest", backup, operation, sandboxes.create(encoding), archive, clock);
        } catch (IOException | SQLException | RuntimeException | Error e) {
            Files.deleteIfExists(archive);
            throw e;
        }
    }

    /** Decrypts the dump to a private file, because pg_restore works in parallel only on one that it can seek in. */
    public void fetch(@ExchangeProperty("testRun") TestRun run) throws IOException {
        Artifact artifact =
                run.backup().manifest().artifact(Artifact.Role.DATABASE).orElseThrow();
        run.operation().phase("fetch", artifact.storedBytes());
        requireSpace(run, artifact.plainBytes());
        try (MeasuredInputStream stored = run.backup().openStored(artifact, run.operation()::progress);
                InputStream plain = run.backup().plaintext(artifact, stored);
                FileChannel file = FileChannel.open(run.archive(), StandardOpenOption.WRITE);
                FingerprintTap tap = FingerprintTap.ofStructure(Channels.newOutputStream(file))) {
            byte[] buffer = new byte[FETCH_BYTES];
            for (int read = plain.read(buffer); read >= 0; read = plain.read(buffer)) {
                tap.write(buffer, 0, read);
            }
            Archive archive = tap.result();
            ArchiveOffsets.write(file, archive);
        }
    }

    /** How pg_restore is called for this run. */
    public ToolCommand restoreCommand(@ExchangeProperty("testRun") TestRun run) throws IOException {
        run.operation().phase("restore", 0);
        Manifest manifest = run.backup().manifest();
        int server = run.sandbox().serverMajor();
        int source = manifest.source().orElseThrow().serverMajor();
        if (server < source) {
            throw new IOException("The sandbox's server is of version " + server + ", the backup is of one of version "
                    + source
                    + ", which an older server can't take in. HINT: set TEST_POSTGRES_URL"
                    + " to a server of version " + source
                    + " or newer, or BACKUP_SANDBOX_BIN to its"
                    + " programs.");
        }
        return commands(run)
                .restore(
                        run.sandbox().url(),
                        run.sandbox().passFile(),
                        run.archive(),
                        settings.performance().restoreJobs(),
                        settings.toolLimits());
    }

    /**
     * Compares the restored tables with the fingerprint.
     *
     * @throws IOException naming every difference
     */
    public void compare(@ExchangeProperty("testRun") TestRun run)
            throws IOException, SQLException, InterruptedException {
        Optional<Fingerprint> expected = run.backup().manifest().fingerprint();
        if (expected.isEmpty()) {
            throw new IOException("Backup " + run.backup().manifest().id() + " has no fingerprint, so nothing can be"
                    + " compared, and 'restored without error' proves little. HINT: set BACKUP_FINGERPRINT=full.");
        }
        run.operation().phase("compare", 0);
        Fingerprint restored = DatabaseScan.of(
                run.sandbox().dataSource(),
                commands(run).session(run.sandbox().url(), run.sandbox().passFile(), settings.toolLimits()),
                expected.get(),
                settings.performance().restoreJobs());
        List<Difference> differences = expected.get().differences(restored);
        if (!differences.isEmpty()) {
            differences.forEach(d -> run.differences().add(d.sentence()));
            throw new IOException("The restored content differs from the source as of the dump's snapshot: "
                    + Difference.sentences(differences)
                    + " HINT: keep this backup for analysis, verify it and make a new one at once.");
        }
        run.operation().result("tables", expected.get().tables().size());
        run.operation().result("rows", expected.get().totalRows());
    }

    /** Drops the sandbox and records the outcome. */
    public CatalogEntry finish(@ExchangeProperty("testRun") TestRun run) throws IOException {
        run.operation().phase("clean up", 0);
        run.close();
        run.operation().result("testType", run.testType());
        run.operation().succeed();
        return entry(run, "passed");
    }

    /** Ends a test that failed at any step: sandbox and plaintext are gone, the outcome is recorded. */
    public Alert fail(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure,
            @ExchangeProperty("operation") RunningOperation operation,
            @ExchangeProperty("testRun") TestRun run) {
        if (run != null) {
            try {
                run.close();
            } catch (IOException | RuntimeException e) {
                failure.addSuppressed(e);
            }
        }
        var problem = Problem.of("The restoration test of " + operation.target() + " failed", failure);
        operation.fail(problem);
        Operation ended = operation.snapshot();
        return Alert.of(
                Level.CRITICAL,
                "restoration-test",
                ended.target(),
                problem,
                ended.id(),
                ended.backupId(),
                clock.instant());
    }

    /** The catalog's row of a test that failed; null where the test says nothing of the backup. */
    public CatalogEntry failedEntry(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure,
            @ExchangeProperty("operation") RunningOperation operation,
            @ExchangeProperty("testRun") TestRun run) {
        if (run != null) {
            return entry(run, "failed");
        }
        if (failure instanceof UnusableBackup) {
            return entry(operation, UNKNOWN, "quickTest", operation.snapshot().startedAt(), List.of(), "failed");
        }
        return null;
    }

    /** Not older than the pg_dump that wrote the archive, whose format pg_restore has to know. */
    private PostgresCommands commands(TestRun run) throws IOException {
        int needed = Math.max(
                run.sandbox().serverMajor(), run.backup().manifest().tools().pgDumpMajor());
        return new PostgresCommands(ClientTools.locate(settings.postgresBin(), needed), settings.workDir());
    }

    /** From the first repository that has it: the local one is the nearest. */
    private StoredBackup open(RunningOperation operation, BackupId id) throws IOException {
        IOException failure = null;
        for (Repository repository : repositories) {
            try {
                return retrievals.open(repository, operation.target(), id, settings.masterKey(), operation);
            } catch (IOException e) {
                failure = failure == null || RepositoryFailure.awayIn(e).isPresent() ? e : failure;
            }
        }
        throw RepositoryFailure.awayIn(failure).isPresent() ? failure : new UnusableBackup(failure);
    }

    private CatalogEntry entry(TestRun run, String outcome) {
        return entry(
                run.operation(),
                run.backup().repository().id(),
                run.testType(),
                run.startedAt(),
                run.differences(),
                outcome);
    }

    private CatalogEntry entry(
            RunningOperation operation,
            String repository,
            String testType,
            Instant startedAt,
            List<String> differences,
            String outcome) {
        return CatalogEntry.entry(
                "record-restoration-test",
                "id",
                UUID.randomUUID().toString(),
                "operationId",
                operation.id(),
                "backupId",
                operation.snapshot().backupId(),
                "repository",
                repository,
                "testType",
                testType,
                "outcome",
                outcome,
                "startedAt",
                startedAt.toString(),
                "endedAt",
                clock.instant().toString(),
                "timings",
                CatalogEntry.json(operation.timings()),
                "differences",
                CatalogEntry.json(differences));
    }

    /** A throwaway server keeps its tables there as well, which take about as much again with their indexes. */
    private void requireSpace(TestRun run, long archiveBytes) throws IOException {
        Path folder = run.archive().getParent();
        long needed = settings.sandbox().isPresent()
                ? archiveBytes
                : archiveBytes
                        + Math.max(
                                archiveBytes,
                                run.backup().manifest().source().orElseThrow().databaseBytes());
        long free = folder.toFile().getUsableSpace();
        if (free < needed) {
            throw new IOException("The restoration test needs about " + needed + " bytes in " + folder + ", where "
                    + free + " are free. HINT: free space there, or set BACKUP_WORK_DIR to a larger disk.");
        }
    }
}
