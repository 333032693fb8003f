package co.zencap.backup.cli;

import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.disk.FolderUse;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.recovery.database.DatabaseRecovery;
import co.zencap.backup.recovery.database.RecoveryState;
import co.zencap.backup.recovery.database.SwapStep;
import co.zencap.backup.recovery.files.FilesRecovery;
import co.zencap.backup.recovery.files.FilesState;
import co.zencap.backup.recovery.files.FolderReplacement;
import co.zencap.backup.recovery.files.SwapWitness;
import co.zencap.backup.restore.RestoreTools;
import java.nio.file.Path;
import java.util.Optional;

/** What a recovery without the service has replaced is put back, or given up. */
final class RecoverUndo {
    private final Surroundings surroundings;
    private final RecoverDestination destination;
    private final Optional<Path> filesTo;
    private final RestoreTools tools;
    private final RecoverView view;

    RecoverUndo(
            Surroundings surroundings,
            RecoverDestination destination,
            Optional<Path> filesTo,
            RestoreTools tools,
            RecoverView view) {
        this.surroundings = surroundings;
        this.destination = destination;
        this.filesTo = filesTo;
        this.tools = tools;
        this.view = view;
    }

    /** @param undo put it back; else give it up */
    int run(String id, boolean undo) throws Exception {
        if (filesTo.isEmpty() || destination.isGiven(surroundings)) {
            database(id, undo);
        }
        if (filesTo.isPresent()) {
            files(id, filesTo.get().toAbsolutePath().normalize(), undo);
        }
        return ExitStatus.OK;
    }

    private void database(String id, boolean undo) throws Exception {
        PostgresUrl url = destination.url(surroundings);
        try (FolderUse use = FolderUse.share(tools.workDir());
                DatabaseRecovery recovery = DatabaseRecovery.open(url, id, tools, true)) {
            RecoveryState state = recovery.state();
            if (state == RecoveryState.SWAPPED && undo) {
                recovery.undo(SwapStep.Witness.NONE);
                view.undone(recovery.names(), destination.shown(url));
            } else if (state == RecoveryState.SWAPPED) {
                recovery.forget();
                view.forgotten(recovery.names(), recovery.names().before());
            } else if (state == RecoveryState.VERIFIED && !undo) {
                recovery.cleanUp();
                view.forgotten(recovery.names(), recovery.names().beside());
            } else {
                throw nothing("There is no database " + recovery.names().before() + " of a recovery " + id + ".");
            }
        }
    }

    private void files(String id, Path folder, boolean undo) throws Exception {
        try (FilesRecovery recovery = FolderReplacement.begun(id, folder).again()) {
            FilesState state = recovery.state();
            if (undo && (state.isLive() || state == FilesState.UNDOING)) {
                recovery.undo(SwapWitness.NONE);
                view.filesUndone(id, folder, recovery.kept());
            } else if (!undo && (state == FilesState.SWAPPED || state == FilesState.UNDONE)) {
                recovery.forget();
                view.filesForgotten(id, folder, recovery.kept());
            } else {
                throw nothing("Nothing of a recovery " + id + " is kept beside " + folder + ".");
            }
        }
    }

    private static Refusal nothing(String why) {
        return new Refusal(
                ExitStatus.NOT_FOUND,
                new Problem(
                        "Nothing was changed",
                        why,
                        "the recovery printed its id; psql -l lists the databases that are kept."));
    }
}
