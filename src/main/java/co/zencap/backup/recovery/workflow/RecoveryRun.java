package co.zencap.backup.recovery.workflow;

import co.zencap.backup.backup.BackupSlots;
import co.zencap.backup.operation.RunningOperation;
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * One recovery under way: what is known of it and all that it holds, which it gives back in {@link #close}, on every path.
 * Used by one route at a time.
 */
public final class RecoveryRun implements Closeable {
    private final RunningOperation operation;
    private final List<RecoveryPart> parts;
    private final Optional<FromLog> log;
    private final boolean safetyBackup;
    private RecoveryRecord record;
    private BackupSlots.Pause pause;
    private Instant pausedAt;
    private List<RestoredBackup> backups;
    private final Deque<Closeable> held = new ArrayDeque<>();
    private List<RunningOperation> safety = List.of();
    private boolean proved;

    /**
     * @param parts what is recovered, in the order in which it is swapped
     * @param backups what is restored; none for an undo
     * @param log where the database comes from instead
     */
    RecoveryRun(
            RunningOperation operation,
            List<RecoveryPart> parts,
            List<RestoredBackup> backups,
            Optional<FromLog> log,
            boolean safetyBackup,
            RecoveryRecord record) {
        this.operation = operation;
        this.parts = List.copyOf(parts);
        this.backups = List.copyOf(backups);
        this.log = log;
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

    Optional<FromLog> log() {
        return log;
    }

    /** Whether the backup that is restored has to be made from the write-ahead log first. */
    public boolean isFromLog() {
        return log.isPresent();
    }

    /** What it has to give back when it ends, or before. */
    void holds(Closeable what) {
        held.push(what);
    }

    /** Gives back what it holds. */
    void release() throws IOException {
        IOException failure = null;
        while (!held.isEmpty()) {
            try {
                held.pop().close();
            } catch (IOException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
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

    /** Says what it is restored from, where that was not known or not needed until now. */
    void backups(List<RestoredBackup> opened) {
        backups = List.copyOf(opened);
        parts.forEach(part -> part.from(backups));
    }

    /** Backups are kept away from here on. */
    void pause(BackupSlots.Pause begun, Instant at) {
        pause = begun;
        pausedAt = at;
    }

    /** Since when, whatever was done before a sudden end. */
    Instant pausedAt() {
        return pausedAt;
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

    /** Those parts that an undo takes out of use. */
    List<RecoveryPart> reversible() {
        return parts.stream().filter(part -> part.isReversible(record)).toList();
    }

    /** Those that stay in use whatever is undone. */
    List<RecoveryPart> irreversible() {
        return parts.stream().filter(part -> !part.isReversible(record)).toList();
    }

    /** Puts back all that can be, the last first: files are back in no time, while the database may have to wait for sessions to end. */
    void takeBack() throws IOException {
        List<RecoveryPart> undoable = undoable();
        for (int i = undoable.size() - 1; i >= 0; i--) {
            undoable.get(i).undo();
        }
    }

    @Override
    public void close() throws IOException {
        if (pause != null) {
            pause.close();
            pause = null;
        }
        IOException failure = null;
        try {
            release();
        } catch (IOException e) {
            failure = e;
        }
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
