package co.zencap.backup.recovery.workflow;

import co.zencap.backup.backup.BackupSlots;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.recovery.database.DatabaseRecovery;
import co.zencap.backup.recovery.database.RecoveryState;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * One recovery under way: what is known of it and all that it holds, which it gives back in {@link #close}, on every path.
 * Used by one route at a time.
 */
public final class RecoveryRun implements Closeable {
    private final RunningOperation operation;
    private final DatabaseRecovery database;
    private final Optional<StoredBackup> backup;
    private final boolean safetyBackup;
    private RecoveryRecord record;
    private BackupSlots.Pause pause;
    private RunningOperation safety;
    private boolean proved;

    /** @param backup what is restored; empty for an undo */
    RecoveryRun(
            RunningOperation operation,
            DatabaseRecovery database,
            Optional<StoredBackup> backup,
            boolean safetyBackup,
            RecoveryRecord record) {
        this.operation = operation;
        this.database = database;
        this.backup = backup;
        this.safetyBackup = safetyBackup;
        this.record = record;
    }

    public RunningOperation getOperation() {
        return operation;
    }

    DatabaseRecovery database() {
        return database;
    }

    StoredBackup backup() {
        return backup.orElseThrow();
    }

    /** Whether there is something that is worth a backup, and nobody waived it. */
    public boolean isSafetyBackupWanted() {
        return safetyBackup && record.existed();
    }

    RecoveryRecord record() {
        return record;
    }

    void record(RecoveryRecord next) {
        record = next;
    }

    void note(String sentence) {
        record = record.noted(List.of(sentence));
    }

    /** Backups are kept away from here on. */
    void pause(BackupSlots.Pause begun) {
        pause = begun;
    }

    Optional<BackupSlots.Pause> pause() {
        return Optional.ofNullable(pause);
    }

    void safety(RunningOperation begun) {
        safety = begun;
    }

    Optional<RunningOperation> safety() {
        return Optional.ofNullable(safety);
    }

    /** The recovered database is in use for good: what fails from here on is no reason to take it back. */
    void proved() {
        proved = true;
    }

    boolean isProved() {
        return proved;
    }

    /** Whether the restored database is the live one; asks the server. */
    public boolean isSwapped() throws IOException {
        RecoveryState state = database.state();
        // Where nothing was live the restored database leaves no other one behind.
        return state == RecoveryState.SWAPPED || !record.existed() && state == RecoveryState.NONE && database.isLive();
    }

    @Override
    public void close() throws IOException {
        if (pause != null) {
            pause.close();
            pause = null;
        }
        database.close();
    }
}
