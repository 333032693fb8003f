package co.zencap.backup.recovery.database;

import co.zencap.backup.backup.Artifact;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.postgres.PassFile;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.ServerFailure;
import co.zencap.backup.postgres.archive.Archive;
import co.zencap.backup.restore.DumpFile;
import co.zencap.backup.restore.RestoreTools;
import co.zencap.backup.restore.RestoredDatabase;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One recovery of one database: {@link #beside}, {@link #verify}, {@link #analyze}, {@link #swap}, and if need be
 * {@link #undo}. Holds the lock that keeps other recoveries of the database away, and nothing that a crash would lose: whoever
 * opens it again with the same id finds by {@link #state} where it stands.
 */
public final class DatabaseRecovery implements Closeable {
    private static final Duration SESSIONS_END = Duration.ofMinutes(1);

    private final RecoveryNames names;
    private final RestoreTools tools;
    private final MaintenanceSession server;
    private final PassFile passFile;
    private final RecoveryScratch scratch;
    private final BesideDatabase beside;
    private final boolean withOwners;

    private DatabaseRecovery(
            PostgresUrl live,
            RecoveryNames names,
            RestoreTools tools,
            boolean withOwners,
            MaintenanceSession server,
            RecoveryScratch scratch)
            throws IOException {
        this.names = names;
        this.tools = tools;
        this.server = server;
        this.scratch = scratch;
        this.passFile = PassFile.write(scratch.folder(), live);
        this.beside = new BesideDatabase(server, names, tools, passFile, withOwners);
        this.withOwners = withOwners;
    }

    /**
     * Begins, or goes on after a crash.
     *
     * @param live the database, which need not exist; its role needs CREATEDB, and to own the database if it exists
     * @param id the recovery's; the same after a crash
     * @param withOwners whether objects get their owners and grants, and missing roles are made; else everything is the
     *     connecting role's, which needs to be no superuser then
     * @throws RecoveryBusy when somebody else is recovering that database
     */
    public static DatabaseRecovery open(PostgresUrl live, String id, RestoreTools tools, boolean withOwners)
            throws IOException {
        var names = new RecoveryNames(live.database(), id);
        MaintenanceSession server = MaintenanceSession.open(live);
        try {
            // what is there is of a process that died: the lock is ours now
            RecoveryScratch scratch = RecoveryScratch.make(tools.workDir(), live, names);
            return new DatabaseRecovery(live, names, tools, withOwners, server, scratch);
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

    /** Whether what lies beside was live until an undo. */
    public boolean isUndone() throws IOException {
        return facts(names.beside())
                .flatMap(DatabaseFacts::comment)
                .filter(BesideDatabase.UNDONE::equals)
                .isPresent();
    }

    /** Whether there is a live database. */
    public boolean isLive() throws IOException {
        return facts(names.live()).isPresent();
    }

    /** Whether there is nothing in the live database that anybody could miss; the catalog is carried over in any case. */
    public boolean isEmpty() throws IOException {
        return EmptyDatabase.is(server.of(names.live()));
    }

    /** What stands in the way, or should be known before. Changes nothing. */
    public List<PreflightCheck> preflight(StoredBackup backup) throws IOException {
        return new Preflight(server, names, tools, withOwners).run(backup);
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
        scratch.requireSpace(dump.plainBytes());
        Files.deleteIfExists(scratch.dumpFile());
        Archive archive = DumpFile.fetch(backup, scratch.dumpFile(), operation::progress);
        return beside.restore(backup, scratch.dumpFile(), archive, operation);
    }

    /**
     * Compares what was restored with what was backed up: every row, and what the database is made of.
     *
     * @throws IOException naming the differences; the database stays, to be looked at or {@linkplain #cleanUp dropped}
     */
    public Verified verify(StoredBackup backup, RunningOperation operation) throws IOException, InterruptedException {
        return verify(backup, operation, difference -> {});
    }

    /**
     * The same.
     *
     * @param differences gets each that is found, a sentence
     */
    public Verified verify(StoredBackup backup, RunningOperation operation, Consumer<String> differences)
            throws IOException, InterruptedException {
        require(RecoveryState.RESTORED, RecoveryState.VERIFIED);
        var restored = new RestoredDatabase(server.of(names.beside()), passFile, server.major());
        try {
            Verified verified = new BesideComparison(backup, restored, tools, withOwners)
                    .run(scratch.dumpFile(), roomForSearch(), operation, differences);
            beside.note(RecoveryState.VERIFIED);
            return verified;
        } catch (SQLException e) {
            throw ServerFailure.of("compare", restored.url(), e);
        }
    }

    /** Has the server look at the restored tables, so that its first plans are not guesses. */
    public void analyze(RunningOperation operation) throws IOException {
        require(RecoveryState.VERIFIED);
        operation.phase("analyze", 0);
        beside.analyze();
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

    /** The same only where nothing was in it, so that nobody could want it back. */
    public void forgetEmpty() throws IOException {
        if (state() == RecoveryState.SWAPPED && EmptyDatabase.is(server.of(names.before()))) {
            forget();
        }
    }

    /** Drops what was restored beside, whatever state it is in; a swap stays as it is. */
    public void cleanUp() throws IOException {
        beside.drop();
    }

    /**
     * Drops what other recoveries of the live database have left beside it, and deletes what they have left on this machine:
     * none of them is running. What an undo has left stays.
     *
     * @param ids how those of the caller's kind begin
     * @return which databases were dropped
     */
    public List<String> sweep(String ids) throws IOException {
        scratch.sweep(ids);
        var dropped = new ArrayList<String>();
        for (String left : beside.left(ids)) {
            server.drop(left);
            dropped.add(left);
        }
        return dropped;
    }

    /** Half of what is free, where that can be known: the live database must not run out of space for the sake of a sentence. */
    private long roomForSearch() throws IOException, SQLException {
        return PreflightServer.dataDirectory(server)
                .map(data -> data.toFile().getUsableSpace() / 2)
                .orElse(0L);
    }

    private DatabaseSwap.Luggage luggage() {
        return new DatabaseSwap.Luggage(tools, passFile, scratch.folder());
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

    /** Deletes the plaintext and gives up the lock. What lies on the server stays. */
    @Override
    public void close() throws IOException {
        try (server) {
            scratch.close();
        }
    }
}
