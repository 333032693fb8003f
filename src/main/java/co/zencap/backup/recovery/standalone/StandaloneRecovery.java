package co.zencap.backup.recovery.standalone;

import co.zencap.backup.backup.Manifest;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.backup.StoredFiles;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.recovery.database.ArchiveCheck;
import co.zencap.backup.recovery.database.DatabaseRecovery;
import co.zencap.backup.recovery.database.PreflightCheck;
import co.zencap.backup.recovery.database.RecoveryIds;
import co.zencap.backup.recovery.database.RecoveryState;
import co.zencap.backup.recovery.database.SwapStep;
import co.zencap.backup.recovery.database.Verified;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The steps from a chosen backup to a database in use. */
public final class StandaloneRecovery {
    /** How the ids of these recoveries begin, so that the next one finds what a dead one has left. */
    public static final String IDS = RecoveryIds.COMMAND_LINE.prefix();

    private final RepositoryPlace place;
    private final StoredBackup backup;
    private final RunningOperation operation;
    private final List<String> notes = new ArrayList<>();

    public StandaloneRecovery(RepositoryPlace place, StoredBackup backup, RunningOperation operation) {
        this.place = place;
        this.backup = backup;
        this.operation = operation;
        operation.backup(backup.manifest().id().value());
    }

    /** What a person should know, one sentence each. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /** Whether something of it has to be brought back from an archive tier; asks for nothing. */
    public Optional<PreflightCheck> archived(boolean database, boolean files) {
        return ArchiveCheck.of(place.retrievals(), place.repository(), keys(database, files));
    }

    /** Waits for what of it lies in an archive tier. */
    public void bring(boolean database, boolean files) throws IOException {
        place.retrievals().bring(place.repository(), keys(database, files), operation);
    }

    private List<String> keys(boolean database, boolean files) {
        Manifest manifest = backup.manifest();
        Stream<String> ofDatabase = database ? manifest.databaseKeys().stream() : Stream.of();
        Stream<String> ofFiles = manifest.fileSets().stream()
                .filter(set -> files)
                .flatMap(set -> new StoredFiles(backup, set).keys().stream());
        return Stream.concat(ofDatabase, ofFiles).distinct().toList();
    }

    /**
     * Restores the database beside the live one, compares it and swaps it in. A failed restore leaves nothing; one that was
     * found to differ stays beside, to be looked at.
     */
    public Verified database(DatabaseRecovery recovery) throws IOException, InterruptedException {
        for (String left : recovery.sweep(IDS)) {
            notes.add("Dropped " + left + ", which an earlier recovery had left.");
        }
        notes.addAll(recovery.beside(backup, operation));
        Verified verified;
        try {
            verified = recovery.verify(backup, operation);
        } catch (IOException e) {
            throw new IOException(
                    e.getMessage() + " What was restored lies in database "
                            + recovery.names().beside()
                            + " for you to look at; the next recovery drops it. Nothing was replaced.",
                    e);
        }
        try {
            recovery.analyze(operation);
            operation.phase("swap", 0);
            notes.addAll(recovery.swap(SwapStep.Witness.NONE));
        } catch (IOException | RuntimeException | Error e) {
            cleanUpAfter(e, recovery);
            throw e;
        }
        recovery.forgetEmpty();
        return verified;
    }

    /** Not after a swap whose answer got lost. */
    private static void cleanUpAfter(Throwable failure, DatabaseRecovery recovery) {
        try {
            if (recovery.state() != RecoveryState.SWAPPED) {
                recovery.cleanUp();
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
