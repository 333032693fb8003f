package co.zencap.backup.recovery.workflow;

import co.zencap.backup.backup.Retrievals;
import co.zencap.backup.backup.StoredFiles;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.recovery.database.PreflightCheck;
import co.zencap.backup.recovery.files.FilesRecovery;
import co.zencap.backup.recovery.files.FilesState;
import co.zencap.backup.recovery.files.FilesVerified;
import co.zencap.backup.recovery.files.SwapWitness;
import java.io.IOException;
import java.util.List;

/** The files of a recovery. */
final class FilesPart implements RecoveryPart {
    private final FilesRecovery recovery;
    private List<StoredFiles> sources = List.of();
    private final List<PreflightCheck> checks;
    private final String sets;
    private final int jobs;

    /**
     * @param checks what was found when it was planned
     * @param sets their names
     * @param jobs packs that are read at a time
     */
    FilesPart(FilesRecovery recovery, List<PreflightCheck> checks, String sets, int jobs) {
        this.recovery = recovery;
        this.checks = List.copyOf(checks);
        this.sets = sets;
        this.jobs = jobs;
    }

    @Override
    public String what() {
        return "the files of " + sets;
    }

    @Override
    public void from(List<RestoredBackup> backups) {
        sources = backups.stream()
                .flatMap(each -> each.backup().manifest().fileSets().stream()
                        .filter(index -> each.sets().contains(index.set()))
                        .map(index -> new StoredFiles(each.backup(), index)))
                .toList();
    }

    @Override
    public List<PreflightCheck> preflight() {
        return checks;
    }

    @Override
    public void bring(Retrievals retrievals, RunningOperation operation) throws IOException {
        for (StoredFiles source : sources) {
            retrievals.bring(source.backup().repository(), source.keys(), operation);
        }
    }

    @Override
    public List<String> restore(RunningOperation operation) throws IOException, InterruptedException {
        return recovery.beside(RecoveryRequest.IDS, jobs, operation);
    }

    @Override
    public RecoveryRecord verify(RecoveryRecord record, RunningOperation operation) throws IOException {
        List<FilesVerified> verified = recovery.verify(operation);
        operation.result(
                "filesCompared",
                verified.stream().mapToLong(FilesVerified::paths).sum());
        operation.result(
                "filesComparedBytes",
                verified.stream().mapToLong(FilesVerified::bytes).sum());
        return record.verified(verified);
    }

    @Override
    public void prepare(RunningOperation operation) {
        // Files are fit for use as they are.
    }

    @Override
    public List<String> swap(RecoveryRecord record) throws IOException {
        return recovery.swap(SwapWitness.NONE);
    }

    @Override
    public boolean isSwapped(RecoveryRecord record) throws IOException {
        return recovery.state().isLive();
    }

    @Override
    public void check(RunningOperation operation) throws IOException {
        if (recovery.state() != FilesState.SWAPPED) {
            throw new IOException("The restored files are not all in place. HINT: look into " + recovery.kept() + ".");
        }
        recovery.requireInPlace();
    }

    @Override
    public void undo() throws IOException {
        recovery.undo(SwapWitness.NONE);
    }

    @Override
    public boolean isReversible(RecoveryRecord record) {
        return true;
    }

    @Override
    public boolean canUndo(RecoveryRecord record) throws IOException {
        return recovery.state().isUndoable();
    }

    @Override
    public void cleanUp() throws IOException {
        recovery.cleanUp();
    }

    @Override
    public String before() {
        return recovery.kept();
    }

    @Override
    public String beside() {
        return recovery.kept();
    }

    @Override
    public void close() throws IOException {
        recovery.close();
    }
}
