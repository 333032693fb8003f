package co.zencap.backup.recovery.workflow;

import co.zencap.backup.backup.Retrievals;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.recovery.database.DatabaseRecovery;
import co.zencap.backup.recovery.database.PreflightCheck;
import co.zencap.backup.recovery.database.RecoveryState;
import co.zencap.backup.recovery.database.SwapStep;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The database of a recovery. */
final class DatabasePart implements RecoveryPart {
    private final DatabaseRecovery recovery;
    private Optional<StoredBackup> backup = Optional.empty();
    private final PostgresUrl live;
    private final OperatorChecks checks;

    /**
     * @param live the database
     * @param checks the operator's questions
     */
    DatabasePart(DatabaseRecovery recovery, PostgresUrl live, OperatorChecks checks) {
        this.recovery = recovery;
        this.live = live;
        this.checks = checks;
    }

    @Override
    public void from(List<RestoredBackup> backups) {
        backup = backups.stream().filter(RestoredBackup::database).findFirst().map(RestoredBackup::backup);
    }

    private StoredBackup backup() {
        return backup.orElseThrow();
    }

    @Override
    public String what() {
        return "the database " + recovery.names().live();
    }

    @Override
    public List<PreflightCheck> preflight() throws IOException {
        checks.read();
        return recovery.preflight(backup());
    }

    @Override
    public void bring(Retrievals retrievals, RunningOperation operation) throws IOException {
        retrievals.bring(backup().repository(), backup().manifest().databaseKeys(), operation);
    }

    @Override
    public List<String> restore(RunningOperation operation) throws IOException {
        var notes = new ArrayList<String>();
        for (String left : recovery.sweep(RecoveryRequest.IDS)) {
            notes.add("Dropped " + left + ", which an earlier recovery had left.");
        }
        notes.addAll(recovery.beside(backup(), operation));
        return notes;
    }

    /** Row by row and object by object; then the operator's own questions. */
    @Override
    public RecoveryRecord verify(RecoveryRecord record, RunningOperation operation)
            throws IOException, InterruptedException {
        RecoveryRecord verified = record.verified(recovery.verify(backup(), operation));
        operation.phase("checks", 0);
        int asked = checks.requirePassed(live.withDatabase(recovery.names().beside()));
        operation.result("checks", asked);
        return verified.noted(verified.verified().leftOut());
    }

    @Override
    public void prepare(RunningOperation operation) throws IOException {
        recovery.analyze(operation);
    }

    @Override
    public List<String> swap(RecoveryRecord record) throws IOException {
        return isSwapped(record) ? List.of() : recovery.swap(SwapStep.Witness.NONE);
    }

    @Override
    public boolean isSwapped(RecoveryRecord record) throws IOException {
        RecoveryState state = recovery.state();
        // Where nothing was live the restored database leaves no other one behind.
        return state == RecoveryState.SWAPPED || !record.existed() && state == RecoveryState.NONE && recovery.isLive();
    }

    /** By the name that applications use. */
    @Override
    public void check(RunningOperation operation) throws IOException {
        int tables = LiveTables.read(live, backup().manifest().fingerprint());
        checks.requirePassed(live);
        operation.result("tablesRead", tables);
    }

    @Override
    public void undo() throws IOException {
        recovery.undo(SwapStep.Witness.NONE);
    }

    @Override
    public boolean isReversible(RecoveryRecord record) {
        return record.existed();
    }

    @Override
    public boolean canUndo(RecoveryRecord record) throws IOException {
        return recovery.state() == RecoveryState.SWAPPED;
    }

    @Override
    public void cleanUp() throws IOException {
        if (!recovery.isUndone()) {
            recovery.cleanUp();
        }
    }

    @Override
    public String before() {
        return recovery.names().before();
    }

    @Override
    public String beside() {
        return recovery.names().beside();
    }

    @Override
    public void close() throws IOException {
        recovery.close();
    }
}
