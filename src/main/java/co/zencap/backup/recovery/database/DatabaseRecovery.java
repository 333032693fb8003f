package co.zencap.backup.recovery.database;

import co.zencap.backup.backup.Artifact;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.disk.FileTree;
import co.zencap.backup.disk.Private;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.postgres.PassFile;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.ServerFailure;
import co.zencap.backup.postgres.archive.Archive;
import co.zencap.backup.postgres.archive.Fingerprint;
import co.zencap.backup.postgres.structure.StructureComparison;
import co.zencap.backup.postgres.structure.StructureComparison.Compared;
import co.zencap.backup.restore.ContentComparison;
import co.zencap.backup.restore.DumpFile;
import co.zencap.backup.restore.RestoreTools;
import co.zencap.backup.restore.RestoredDatabase;
import co.zencap.backup.restore.StructureCheck;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One recovery of one database: {@link #beside}, {@link #verify}, {@link #analyze}, {@link #swap}, and if need be
 * {@link #undo}. Holds the lock that keeps other recoveries of the database away, and nothing that a crash would lose: whoever
 * opens it again with the same id finds by {@link #state} where it stands.
 */
public final class DatabaseRecovery implements Closeable {
    private static final Duration SESSIONS_END = Duration.ofMinutes(1);

    private final PostgresUrl live;
    private final RecoveryNames names;
    private final RestoreTools tools;
    private final MaintenanceSession server;
    private final PassFile passFile;
    private final Path scratch;
    private final BesideDatabase beside;

    private DatabaseRecovery(
            PostgresUrl live, RecoveryNames names, RestoreTools tools, MaintenanceSession server, Path scratch)
            throws IOException {
        this.live = live;
        this.names = names;
        this.tools = tools;
        this.server = server;
        this.scratch = scratch;
        this.passFile = PassFile.write(scratch, live);
        this.beside = new BesideDatabase(server, names, tools, passFile);
    }

    /**
     * Begins, or goes on after a crash.
     *
     * @param live the database, which need not exist; its role needs CREATEDB, and to own the database if it exists
     * @param id the recovery's; the same after a crash
     * @throws RecoveryBusy when somebody else is recovering that database
     */
    public static DatabaseRecovery open(PostgresUrl live, String id, RestoreTools tools) throws IOException {
        var names = new RecoveryNames(live.database(), id);
        MaintenanceSession server = MaintenanceSession.open(live);
        try {
            Path scratch = tools.workDir().resolve("recovery-" + names.key());
            FileTree.delete(scratch); // of a process that died: the lock is ours now
            return new DatabaseRecovery(live, names, tools, server, Private.folder(scratch));
        } catch (IOException | RuntimeException | Error e) {
            try (server) {
                throw e;
            }
        }
    }

    public RecoveryNames names() {
        return names;
    }

    /** Where it stands; asks the server. */
    public RecoveryState state() throws IOException {
        Optional<DatabaseFacts> restored = facts(names.beside());
        if (restored.isPresent()) {
            return BesideDatabase.state(restored.get());
        }
        return facts(names.before()).isPresent() && facts(names.live()).isPresent()
                ? RecoveryState.SWAPPED
                : RecoveryState.NONE;
    }

    /** Whether there is a live database. */
    public boolean isLive() throws IOException {
        return facts(names.live()).isPresent();
    }

    /** What stands in the way, or should be known before. Changes nothing. */
    public List<PreflightCheck> preflight(StoredBackup backup) throws IOException {
        return new Preflight(server, names, tools).run(backup);
    }

    /**
     * Restores beside the live database, roles first. A failure drops what was made.
     *
     * @return what a person should know, one sentence each
     */
    public List<String> beside(StoredBackup backup, RunningOperation operation) throws IOException {
        require(RecoveryState.NONE);
        Artifact dump = backup.manifest().artifact(Artifact.Role.DATABASE).orElseThrow();
        operation.phase("fetch", dump.storedBytes());
        requireSpace(dump.plainBytes());
        Archive archive = DumpFile.fetch(backup, dumpFile(), operation::progress);
        return beside.restore(backup, dumpFile(), archive, operation);
    }

    /**
     * Compares what was restored with what was backed up: every row, and what the database is made of.
     *
     * @throws IOException naming the differences; the database stays, to be looked at or {@linkplain #cleanUp dropped}
     */
    public Verified verify(StoredBackup backup, RunningOperation operation) throws IOException, InterruptedException {
        require(RecoveryState.RESTORED, RecoveryState.VERIFIED);
        var restored = new RestoredDatabase(server.of(names.beside()), passFile, server.major());
        var leftOut = new ArrayList<String>();
        try {
            Optional<Fingerprint> content = Optional.empty();
            if (backup.manifest().fingerprint().isPresent()) {
                content = Optional.of(
                        new ContentComparison(backup.manifest(), restored, tools, dumpFile(), Long.MAX_VALUE)
                                .run(operation, difference -> {}));
                if (content.get().countsOnly()) {
                    leftOut.add("The backup knows how many rows there were, and not what was in them.");
                }
            } else {
                leftOut.add("The backup has no fingerprint: its rows were not compared.");
            }
            operation.phase("compare structure", 0);
            Optional<Compared> structure = StructureCheck.run(backup, restored, StructureComparison.ROLES);
            if (structure.isPresent()) {
                StructureCheck.requireNone(
                        structure.get().names(), structure.get().differing());
            } else {
                leftOut.add("The backup does not say what the database was made of beside rows.");
            }
            beside.note(RecoveryState.VERIFIED);
            return new Verified(
                    content.map(c -> !c.countsOnly()).orElse(false),
                    content.map(c -> c.tables().size()).orElse(0),
                    content.map(Fingerprint::totalRows).orElse(0L),
                    structure.map(Compared::compared).orElse(0L),
                    List.copyOf(leftOut));
        } catch (SQLException e) {
            throw ServerFailure.of("compare", restored.url(), e);
        }
    }

    /** Has the server look at the restored tables, so that its first plans are not guesses. */
    public void analyze(RunningOperation operation) throws IOException {
        require(RecoveryState.VERIFIED);
        operation.phase("analyze", 0);
        PostgresUrl url = server.of(names.beside());
        try (Connection session = DriverManager.getConnection(url.jdbcUrl(), url.jdbcProperties());
                Statement sql = session.createStatement()) {
            session.setNetworkTimeout(Runnable::run, 0);
            sql.execute("SET statement_timeout = 0");
            sql.execute("ANALYZE");
        } catch (SQLException e) {
            throw ServerFailure.of("analyze", url, e);
        }
    }

    /**
     * Puts the restored database in the live one's place, which is kept as {@link RecoveryNames#before}. Sessions are ended.
     * Where it has happened already nothing is done.
     *
     * @return what could not be carried over, one sentence each
     * @throws IOException after which the live database is under its name and takes connections
     */
    public List<String> swap(SwapStep.Witness witness) throws IOException {
        if (state() == RecoveryState.SWAPPED) {
            return List.of();
        }
        require(RecoveryState.VERIFIED);
        return new DatabaseSwap(server, names, SESSIONS_END, witness)
                .run(
                        names.beside(),
                        names.before(),
                        true,
                        "zencap recovery: " + names.live() + " as it was before recovery " + names.id(),
                        luggage());
    }

    /** Puts the database of before back in its place; the restored one lies beside it again, as it has become. */
    public void undo(SwapStep.Witness witness) throws IOException {
        if (state() == RecoveryState.VERIFIED) {
            return;
        }
        require(RecoveryState.SWAPPED);
        new DatabaseSwap(server, names, SESSIONS_END, witness)
                .run(names.before(), names.beside(), false, BesideDatabase.UNDONE, luggage());
    }

    /** Drops the database of before a swap, which can't be undone from then on. */
    public void forget() throws IOException {
        if (state() != RecoveryState.NONE) {
            require(RecoveryState.SWAPPED);
            server.drop(names.before());
        }
    }

    /** Drops what was restored beside, whatever state it is in; a swap stays as it is. */
    public void cleanUp() throws IOException {
        beside.drop();
    }

    private DatabaseSwap.Luggage luggage() {
        return new DatabaseSwap.Luggage(tools, passFile, scratch);
    }

    private Path dumpFile() {
        return scratch.resolve("database.dump");
    }

    private Optional<DatabaseFacts> facts(String name) throws IOException {
        try {
            return DatabaseFacts.of(server.connection(), name);
        } catch (SQLException e) {
            throw ServerFailure.of("look for " + name, server.of(name), e);
        }
    }

    private void require(RecoveryState... wanted) throws IOException {
        RecoveryState state = state();
        if (!List.of(wanted).contains(state)) {
            throw new IOException("The recovery " + names.id() + " of " + names.live() + " is "
                    + state.name().toLowerCase(Locale.ROOT) + ", and can't go on from there. HINT: clean it up and"
                    + " begin anew; a swap is undone, or the database of before forgotten, first.");
        }
    }

    private void requireSpace(long bytes) throws IOException {
        long free = scratch.toFile().getUsableSpace();
        if (free < bytes) {
            throw new IOException("The decrypted dump needs " + bytes + " bytes in " + scratch.getParent() + ", where "
                    + free + " are free. HINT: free space there, or set BACKUP_WORK_DIR to a larger disk.");
        }
    }

    /** Deletes the plaintext and gives up the lock. What lies on the server stays. */
    @Override
    public void close() throws IOException {
        try (server) {
            FileTree.delete(scratch);
        }
    }
}
