package co.zencap.backup.recovery.workflow;

import co.zencap.backup.backup.BackupSlots;
import co.zencap.backup.operation.RunningOperation;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One recovery under way: what is known of it and all that it holds, which it gives back in {@link #close}, on every path.
 * Used by one route at a time.
 */
public final class RecoveryRun implements Closeable {
    private final RunningOperation operation;
    private final List<RecoveryPart> parts;
    private final List<RestoredBackup> backups;
    private final boolean safetyBackup;
    private RecoveryRecord record;
    private BackupSlots.Pause pause;
    private List<RunningOperation> safety = List.of();
    private boolean proved;

    /**
     * @param parts what is recovered, in the order in which it is swapped
     * @param backups what is restored; none for an undo
     */
    RecoveryRun(
            RunningOperation operation,
            List<RecoveryPart> parts,
            List<RestoredBackup> backups,
            boolean safetyBackup,
            RecoveryRecord record) {
        this.operation = operation;
        this.parts = List.copyOf(parts);
        this.backups = List.copyOf(backups);
        this.safetyBackup = safetyBackup;
        this.record = record;
    }

    public RunningOperation getOperation() {
        return operation;
    }

    List<RecoveryPart> parts() {
        return parts;
    }

    List<RestoredBackup> backups() {
        return backups;
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

    void note(List<String> sentences) {
        record = record.noted(sentences);
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

    void safety(List<RunningOperation> begun) {
        safety = List.copyOf(begun);
    }

    List<RunningOperation> safety() {
        return safety;
    }

    /** What was recovered is in use for good: what fails from here on is no reason to take it back. */
    void proved() {
        proved = true;
    }

    boolean isProved() {
        return proved;
    }

    /** Those parts of which something is live that was restored. */
    List<RecoveryPart> swapped() throws IOException {
        var swapped = new ArrayList<RecoveryPart>();
        for (RecoveryPart part : parts) {
            if (part.isSwapped(record)) {
                swapped.add(part);
            }
        }
        return swapped;
    }

    /** Those parts of which what was live before can be put back. */
    List<RecoveryPart> undoable() throws IOException {
        var undoable = new ArrayList<RecoveryPart>();
        for (RecoveryPart part : parts) {
            if (part.canUndo(record)) {
                undoable.add(part);
            }
        }
        return undoable;
    }

    @Override
    public void close() throws IOException {
        if (pause != null) {
            pause.close();
            pause = null;
        }
        IOException failure = null;
        for (RecoveryPart part : parts) {
            try {
                part.close();
            } catch (IOException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
