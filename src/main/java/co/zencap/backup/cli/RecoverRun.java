package co.zencap.backup.cli;

import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.recovery.database.DatabaseRecovery;
import co.zencap.backup.recovery.database.PreflightCheck;
import co.zencap.backup.recovery.standalone.RepositoryPlace;
import co.zencap.backup.recovery.standalone.StandaloneFiles;
import co.zencap.backup.recovery.standalone.StandaloneRecovery;
import co.zencap.backup.restore.RestoreTools;
import java.io.IOException;

/**
 * A recovery without the service. Files are restored before the database is swapped, and are swapped at once after it: what fails
 * until then changes nothing.
 */
final class RecoverRun {
    private final RepositoryPlace place;
    private final StoredBackup backup;
    private final RunningOperation operation;
    private final StandaloneFiles files;
    private final RestoreTools tools;
    private final RecoverResult result;

    /** @param files null where none are wanted */
    RecoverRun(
            RepositoryPlace place,
            StoredBackup backup,
            RunningOperation operation,
            StandaloneFiles files,
            RestoreTools tools,
            RecoverResult result) {
        this.place = place;
        this.backup = backup;
        this.operation = operation;
        this.files = files;
        this.tools = tools;
        this.result = result;
    }

    /** Looks for what stands in the way of the database. */
    void lookAhead(DatabaseRecovery recovery, boolean replace) throws IOException {
        operation.phase("look ahead", 0);
        result.checks(recovery.preflight(backup), mayReplace(recovery, replace));
    }

    /** Looks whether something has to be brought back from an archive tier, which takes hours. */
    void lookIntoArchive(boolean withDatabase) {
        result.checks(
                new StandaloneRecovery(place, backup, operation)
                        .archived(withDatabase, files != null).stream().toList(),
                null);
    }

    /** Whether what is there stands in the way; null where nothing is. */
    private static PreflightCheck mayReplace(DatabaseRecovery recovery, boolean replace) throws IOException {
        if (!recovery.isLive() || recovery.isEmpty()) {
            return null;
        }
        String name = recovery.names().live();
        return replace
                ? PreflightCheck.warning(
                        "database",
                        "The database " + name + " holds something and is replaced; it is kept as "
                                + recovery.names().before() + ".",
                        "")
                : PreflightCheck.blocking(
                        "database",
                        "The database " + name + " is not empty.",
                        "Name another one, or replace it with --replace; it is kept then, and can be put back.");
    }

    /** Brings the database back, and the files beside what is there. */
    void database(DatabaseRecovery recovery) throws IOException, InterruptedException {
        var run = new StandaloneRecovery(place, backup, operation);
        run.bring(true, files != null);
        if (files == null) {
            result.verified(run.database(recovery), recovery, run.notes());
            return;
        }
        result.verified(files.restore(tools.jobs(), operation));
        try {
            result.verified(run.database(recovery), recovery, run.notes());
        } catch (IOException e) {
            files.cleanUpAfter(e);
            throw files.keptIn().isPresent()
                    ? e
                    : new IOException(
                            "Its files are in " + files.folder()
                                    + " already, and whole; the database was not recovered: " + e.getMessage(),
                            e);
        } catch (InterruptedException | RuntimeException e) {
            files.cleanUpAfter(e);
            throw e;
        }
    }

    /**
     * Brings the files back; those that are restored already are put in their place.
     *
     * @param withDatabase whether the database was recovered before
     */
    void files(boolean withDatabase) throws IOException, InterruptedException {
        if (files == null) {
            return;
        }
        if (!withDatabase) {
            new StandaloneRecovery(place, backup, operation).bring(false, true);
            result.verified(files.restore(tools.jobs(), operation));
        }
        try {
            files.swap(operation);
        } catch (IOException e) {
            throw withDatabase
                    ? new IOException(
                            "The database was recovered (recovery " + result.recoveryId()
                                    + "), and its files were not: " + e.getMessage(),
                            e)
                    : e;
        }
        result.swapped(files);
    }
}
