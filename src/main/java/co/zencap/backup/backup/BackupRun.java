package co.zencap.backup.backup;

import co.zencap.backup.key.DataKey;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.postgres.PassFile;
import co.zencap.backup.postgres.SnapshotSession;
import co.zencap.backup.postgres.archive.Fingerprint;
import co.zencap.backup.repository.StagedBackup;
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One backup in the making: owns its snapshot, its passfile and its staged folder, and gives all of them back in
 * {@link #close}, on every path. Used by one route at a time.
 */
public final class BackupRun implements Closeable {
    private final BackupId id;
    private final Instant startedAt;
    private final RunningOperation operation;
    private final PassFile passFile;
    private final StagedBackup staged;
    private final Optional<DataKey> dataKey;
    private final List<Artifact> artifacts = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private SnapshotSession snapshot;
    private int attempts = 1;
    private boolean unsettled = true;
    private boolean succeeded;
    private boolean closed;
    private Optional<Fingerprint> fingerprint = Optional.empty();

    BackupRun(
            BackupId id,
            Instant startedAt,
            RunningOperation operation,
            SnapshotSession snapshot,
            PassFile passFile,
            StagedBackup staged,
            Optional<DataKey> dataKey) {
        this.id = id;
        this.startedAt = startedAt;
        this.operation = operation;
        this.snapshot = snapshot;
        this.passFile = passFile;
        this.staged = staged;
        this.dataKey = dataKey;
    }

    public BackupId id() {
        return id;
    }

    Instant startedAt() {
        return startedAt;
    }

    public RunningOperation operation() {
        return operation;
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
    void renewSnapshot() throws IOException {
        String target = operation.snapshot().target();
        snapshot.endSessionsOf(applicationName());
        snapshot.close();
        snapshot = SnapshotSession.open(snapshot.url(), target);
        attempts++;
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

    List<Artifact> artifacts() {
        return artifacts;
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

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (staged;
                passFile;
                SnapshotSession session = snapshot) {
            // Closed in reverse order: first the snapshot, so that the server is not held up by our cleaning.
            if (!succeeded) {
                session.endSessionsOf(applicationName());
            }
        }
    }
}
