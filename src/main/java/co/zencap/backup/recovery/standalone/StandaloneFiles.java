package co.zencap.backup.recovery.standalone;

import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.backup.StoredFiles;
import co.zencap.backup.files.FileRestore;
import co.zencap.backup.files.FileRestore.Restored;
import co.zencap.backup.files.FileSetIndex;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.recovery.database.PreflightCheck;
import co.zencap.backup.recovery.files.FilesRecovery;
import co.zencap.backup.recovery.files.FilesVerified;
import co.zencap.backup.recovery.files.FolderReplacement;
import co.zencap.backup.recovery.files.FolderRestore;
import co.zencap.backup.recovery.files.SwapWitness;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Files of all sets of a backup, into a folder that is empty, or in the place of one that holds something. */
public final class StandaloneFiles implements Closeable {
    private final Path folder;
    private final boolean replace;
    private final Optional<FolderReplacement> replacement;
    private final Map<FileSetIndex, FileRestore.Source> sets = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private FilesRecovery recovery;
    private FolderRestore restore;

    private StandaloneFiles(
            Path folder, boolean replace, Optional<FolderReplacement> replacement, StoredBackup backup) {
        this.folder = folder;
        this.replace = replace;
        this.replacement = replacement;
        backup.manifest().fileSets().forEach(set -> sets.put(set, new StoredFiles(backup, set)));
    }

    /**
     * Looks where they go.
     *
     * @param id the recovery's
     * @param replace whether a folder that holds something may be replaced; it is kept
     * @param tidy whether what dead recoveries have left there is finished or deleted first
     */
    public static StandaloneFiles into(Path folder, boolean replace, boolean tidy, String id, StoredBackup backup)
            throws IOException {
        List<String> tidied = List.of();
        if (tidy && folder.getParent() != null && Files.isDirectory(folder.getParent())) {
            tidied = FolderReplacement.begun(id, folder).tidy(StandaloneRecovery.IDS);
        }
        boolean toNothing = Files.isSymbolicLink(folder) && !Files.exists(folder);
        Optional<FolderReplacement> replacement = !toNothing && FileRestore.isEmpty(folder)
                ? Optional.empty()
                : Optional.of(FolderReplacement.of(id, folder));
        var files = new StandaloneFiles(folder, replace, replacement, backup);
        files.notes.addAll(tidied);
        return files;
    }

    /** What stands in the way. Changes nothing. */
    public List<PreflightCheck> preflight() throws IOException {
        if (replacement.isEmpty()) {
            return List.of();
        }
        var checks = new ArrayList<>(replacement.get().preflight(bytes()));
        checks.add(
                replace
                        ? PreflightCheck.warning(
                                "folder", "The folder " + folder + " holds something and is replaced; it is kept.", "")
                        : PreflightCheck.blocking(
                                "folder",
                                "The folder " + folder + " is not empty.",
                                "Name one that is empty or does not exist, or replace it with --replace; it is kept then,"
                                        + " and can be put back."));
        return checks;
    }

    private long bytes() {
        return sets.keySet().stream().mapToLong(FileSetIndex::bytes).sum();
    }

    /** Restores them beside what is there, or into the empty folder, and compares them with the backup's index. */
    public List<FilesVerified> restore(int jobs, RunningOperation operation) throws IOException, InterruptedException {
        if (replacement.isEmpty()) {
            restore = FolderRestore.of(folder, sets);
            restore.run(jobs, operation);
            if (!restore.hasOwners()) {
                notes.add("The files belong to whoever ran this: only root can give them to their owners.");
            }
            return restore.verify(operation);
        }
        recovery = replacement.get().recovery(sets);
        try {
            notes.addAll(recovery.beside(StandaloneRecovery.IDS, jobs, operation));
            return recovery.verify(operation);
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            cleanUpAfter(e);
            throw e;
        }
    }

    /** Puts them in the place of what is there. */
    public void swap(RunningOperation operation) throws IOException {
        if (recovery != null) {
            operation.phase("swap files", 0);
            try {
                notes.addAll(recovery.swap(SwapWitness.NONE));
            } catch (IOException e) {
                cleanUpAfter(e);
                throw e;
            }
        }
    }

    /** When something else has failed: takes away what was restored beside. */
    public void cleanUpAfter(Throwable failure) {
        if (recovery != null) {
            try {
                recovery.cleanUp();
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
    }

    public Path folder() {
        return folder;
    }

    /** Where what was there before is kept; empty where nothing was. */
    public Optional<String> keptIn() {
        return Optional.ofNullable(recovery).map(FilesRecovery::kept);
    }

    public List<Restored> restored() {
        return recovery == null ? restore.restored() : recovery.restored();
    }

    /** What a person should know, one sentence each. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    @Override
    public void close() throws IOException {
        if (recovery != null) {
            recovery.close();
        }
    }
}
