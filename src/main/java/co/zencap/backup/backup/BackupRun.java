package co.zencap.backup.backup;

import co.zencap.backup.files.FileSetIndex;
import co.zencap.backup.key.DataKey;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.postgres.BaseBackupPipes;
import co.zencap.backup.postgres.PassFile;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.SnapshotSession;
import co.zencap.backup.postgres.archive.Fingerprint;
import co.zencap.backup.repository.StagedBackup;
import co.zencap.backup.settings.Settings.Performance;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One backup in the making: owns its staged folder, its share of the repositories while it may borrow packs, and, while
 * it reads a database, the snapshot and its passfile, and gives all of them back in {@link #close}, on every path. Used by one route at a time.
 */
public final class BackupRun implements Closeable {
    private final BackupId id;
    private final Manifest.Kind kind;
    private final boolean incremental;
    private final Optional<String> safetyOf;
    private final Instant startedAt;
    private final Origin origin;
    private final RunningOperation operation;
    private final StagedBackup staged;
    private final Optional<DataKey> dataKey;
    private final Performance performance;
    private final List<Artifact> artifacts = new ArrayList<>();
    private final List<FileSetIndex> fileSets = new ArrayList<>();
    private Optional<long[]> structure = Optional.empty();
    private final List<String> notes = new ArrayList<>();
    private final List<Runnable> endings = new ArrayList<>();
    private SnapshotSession snapshot;
    private PassFile passFile;
    private Optional<Manifest.Source> source = Optional.empty();
    private Optional<String> pgDump = Optional.empty();
    private Optional<Fingerprint> fingerprint = Optional.empty();
    private Optional<Manifest.Base> base = Optional.empty();
    private Optional<BaseParent> parent = Optional.empty();
    private Optional<Path> list = Optional.empty();
    private Optional<BaseBackupPipes> pipes = Optional.empty();
    private Instant baseEnd;
    private int attempts = 1;
    private boolean unsettled = true;
    private boolean succeeded;
    private boolean closed;

    /**
     * What is read.
     *
     * @param database where it is
     * @param shows as of when it shows the target; empty: as of its snapshot, as live databases do
     */
    public record Origin(PostgresUrl database, Optional<Instant> shows) {}

    BackupRun(
            BackupId id,
            Manifest.Kind kind,
            boolean incremental,
            Optional<String> safetyOf,
            Instant startedAt,
            Origin origin,
            RunningOperation operation,
            StagedBackup staged,
            Optional<DataKey> dataKey,
            Performance performance) {
        this.id = id;
        this.kind = kind;
        this.incremental = incremental;
        this.safetyOf = safetyOf;
        this.startedAt = startedAt;
        this.origin = origin;
        this.operation = operation;
        this.staged = staged;
        this.dataKey = dataKey;
        this.performance = performance;
    }

    public BackupId id() {
        return id;
    }

    /** What is backed up. */
    public Manifest.Kind getKind() {
        return kind;
    }

    /** Whether a base backup may build on the one before it. */
    boolean isIncrementWanted() {
        return incremental;
    }

    /** The recovery that is about to replace what is backed up. */
    Optional<String> safetyOf() {
        return safetyOf;
    }

    Instant startedAt() {
        return startedAt;
    }

    Origin origin() {
        return origin;
    }

    public RunningOperation operation() {
        return operation;
    }

    /** What the run has to give back when it ends; must not throw. */
    void holds(Runnable release) {
        endings.add(release);
    }

    /** From here on the run owns both. */
    void reads(SnapshotSession snapshot, PassFile passFile) {
        this.snapshot = snapshot;
        this.passFile = passFile;
    }

    SnapshotSession snapshot() {
        return snapshot;
    }

    /** How many snapshots it took so far. */
    int attempts() {
        return attempts;
    }

    /** Whether it isn't known yet that the dump reads what the snapshot holds. */
    public boolean isUnsettled() {
        return unsettled;
    }

    void settle() {
        unsettled = false;
    }

    /** Gives the snapshot back and takes a new one, on the same server. */
    void renewSnapshot(String lock) throws IOException {
        snapshot.endSessionsOf(applicationName());
        snapshot.close();
        snapshot = SnapshotSession.open(snapshot.url(), lock);
        attempts++;
    }

    /** The database has been read: what the manifest says of it, and by which pg_dump. */
    void source(Manifest.Source source, String pgDump) {
        source(source);
        this.pgDump = Optional.of(pgDump);
    }

    /** The cluster has been read: what the manifest says of it. */
    void source(Manifest.Source source) {
        this.source = Optional.of(source);
    }

    Optional<Manifest.Source> source() {
        return source;
    }

    Optional<String> pgDump() {
        return pgDump;
    }

    PassFile passFile() {
        return passFile;
    }

    StagedBackup staged() {
        return staged;
    }

    Optional<DataKey> dataKey() {
        return dataKey;
    }

    /** How much of the machine it may use; what is changed meanwhile holds for the next run. */
    Performance performance() {
        return performance;
    }

    /** Packs are added by several threads. */
    synchronized void add(Artifact artifact) {
        artifacts.add(artifact);
    }

    synchronized List<Artifact> artifacts() {
        return List.copyOf(artifacts);
    }

    /** The cluster's files have been read: what of the write-ahead log they need. */
    void base(Manifest.Base needed, Instant at) {
        this.base = Optional.of(needed);
        this.baseEnd = at;
    }

    /** The base backup that this one builds on; empty: it is a full one. */
    void parent(Optional<BaseParent> parent) {
        this.parent = parent;
    }

    Optional<BaseParent> parent() {
        return parent;
    }

    public boolean isIncremental() {
        return parent.isPresent();
    }

    /** Where the list of the cluster's files is kept until it is stored. */
    void list(Path file) {
        list = Optional.of(file);
    }

    Optional<Path> list() {
        return list;
    }

    /** Through which the cluster's files come, where it has tablespaces; its maker has the run hold them. */
    void pipes(BaseBackupPipes made) {
        pipes = Optional.of(made);
    }

    Optional<BaseBackupPipes> pipes() {
        return pipes;
    }

    public boolean isListed() {
        return list.isPresent();
    }

    /** When the cluster's files had been read. */
    Instant baseEnd() {
        return baseEnd;
    }

    Optional<Manifest.Base> base() {
        return base;
    }

    List<FileSetIndex> fileSets() {
        return fileSets;
    }

    /** What {@link StructureWitness} has read first. */
    void structure(Optional<long[]> hashes) {
        structure = hashes;
    }

    Optional<long[]> structure() {
        return structure;
    }

    List<String> notes() {
        return notes;
    }

    Optional<Fingerprint> fingerprint() {
        return fingerprint;
    }

    void fingerprint(Fingerprint fingerprint) {
        this.fingerprint = Optional.of(fingerprint);
    }

    /** Under this name the run's programs reach the server. */
    String applicationName() {
        return "zencap " + id;
    }

    /** After this the run's programs are known to have ended well. */
    void succeeded() {
        succeeded = true;
    }

    /** Gives back what was needed to read the database, so that the server is not held up by what comes after. */
    void closeSnapshot() throws IOException {
        if (snapshot != null) {
            try (PassFile file = passFile;
                    SnapshotSession session = snapshot) {
                if (!succeeded) {
                    session.endSessionsOf(applicationName());
                }
            } finally {
                snapshot = null;
                passFile = null;
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (staged) {
            closeSnapshot();
        } finally {
            endings.forEach(Runnable::run);
        }
    }
}
