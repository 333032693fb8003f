package co.zencap.backup.recovery.workflow;

import co.zencap.backup.backup.Retrievals;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.recovery.database.PreflightCheck;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** What of a recovery is swapped in one piece: the database, or the files. */
interface RecoveryPart extends Closeable {
    /** What it is, in the middle of a sentence. */
    String what();

    /** Says what it is restored from, where it is gone on with. */
    void from(List<RestoredBackup> backups);

    /** What stands in the way. Changes nothing. */
    List<PreflightCheck> preflight() throws IOException;

    /** Waits for what of it lies in an archive tier. */
    void bring(Retrievals retrievals, RunningOperation operation) throws IOException;

    /**
     * Restores it beside what is live.
     *
     * @return what a person should know, one sentence each
     */
    List<String> restore(RunningOperation operation) throws IOException, InterruptedException;

    /**
     * Compares it with what was backed up.
     *
     * @return the record with what was found
     */
    RecoveryRecord verify(RecoveryRecord record, RunningOperation operation) throws IOException, InterruptedException;

    /** Makes it fit for use. */
    void prepare(RunningOperation operation) throws IOException;

    /**
     * Puts it in the place of what is live, which is kept; where that has happened already nothing is done.
     *
     * @return what a person should know, one sentence each
     */
    List<String> swap(RecoveryRecord record) throws IOException;

    /** Whether what was restored is live, or partly so. */
    boolean isSwapped(RecoveryRecord record) throws IOException;

    /** Asks what was recovered, as it is in use now. */
    void check(RunningOperation operation) throws IOException;

    /** Puts back what was live before; where that is live already nothing is done. */
    void undo() throws IOException;

    /** Whether an undo takes it out of use: where there was no database before there is none to go back to. */
    boolean isReversible(RecoveryRecord record);

    /** Whether there is something that could be put back. */
    boolean canUndo(RecoveryRecord record) throws IOException;

    /** Takes away what was restored and never was in use. */
    void cleanUp() throws IOException;

    /** Where what was live before is kept. */
    String before();

    /** Where what was restored lies after an undo. */
    String beside();
}
