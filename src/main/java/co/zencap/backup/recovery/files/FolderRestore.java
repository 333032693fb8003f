package co.zencap.backup.recovery.files;

import co.zencap.backup.files.FileComparison;
import co.zencap.backup.files.FileComparison.Compared;
import co.zencap.backup.files.FileRestore;
import co.zencap.backup.files.FileRestore.Restored;
import co.zencap.backup.files.FileSetIndex;
import co.zencap.backup.files.Globs;
import co.zencap.backup.operation.RunningOperation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Parts of backups that are restored below one folder, and read back. */
public final class FolderRestore {
    private static final int SHOWN = 10;

    private final Path folder;
    private final List<RestoredPart> parts;
    private final Map<RestoredPart, Restored> restored = new LinkedHashMap<>();

    FolderRestore(Path folder, List<RestoredPart> parts) {
        this.folder = folder;
        this.parts = List.copyOf(parts);
    }

    /**
     * All of some file sets.
     *
     * @param folder empty, or not there yet
     */
    public static FolderRestore of(Path folder, Map<FileSetIndex, FileRestore.Source> sets) {
        return new FolderRestore(folder, parts(Path.of(""), sets));
    }

    /** Each set goes into a folder of its own, where there are several: they may hold the same paths. */
    static List<RestoredPart> parts(Path into, Map<FileSetIndex, FileRestore.Source> sets) {
        return sets.entrySet().stream()
                .map(each -> new RestoredPart(
                        each.getKey().set(),
                        each.getValue(),
                        sets.size() == 1 ? into : into.resolve(each.getKey().set()),
                        Globs.NONE,
                        each.getKey().bytes()))
                .toList();
    }

    List<RestoredPart> parts() {
        return parts;
    }

    /** @param jobs packs that are read at a time */
    public void run(int jobs, RunningOperation operation) throws IOException, InterruptedException {
        for (RestoredPart part : parts) {
            operation.phase("restore files " + part.set(), part.bytes());
            Path into = folder.resolve(part.into());
            restored.put(part, new FileRestore(part.source(), into, part.wanted(), jobs, operation::progress).run());
        }
    }

    /** What came back of each. */
    public List<Restored> restored() {
        return List.copyOf(restored.values());
    }

    /** Whether all belong to whom they belonged. */
    public boolean hasOwners() {
        return restored.values().stream().allMatch(Restored::owners);
    }

    /**
     * Reads everything back and compares it with the backup's index.
     *
     * @throws IOException naming the first differences
     */
    public List<FilesVerified> verify(RunningOperation operation) throws IOException {
        var verified = new ArrayList<FilesVerified>();
        for (RestoredPart part : parts) {
            operation.phase("compare files " + part.set(), part.bytes());
            boolean owners = restored.get(part).owners();
            Path into = folder.resolve(part.into());
            Compared compared =
                    new FileComparison(part.source(), into, part.wanted(), owners, operation::progress).run();
            if (compared.differing() > 0) {
                List<String> first = compared.differences();
                throw new IOException("The restored files of " + part.set() + " are not as they were backed up: "
                        + String.join(" ", first.subList(0, Math.min(SHOWN, first.size())))
                        + (compared.differing() > SHOWN ? " In all, " + compared.differing() + " paths differ." : "")
                        + " HINT: verify this backup, and choose another one.");
            }
            verified.add(new FilesVerified(part.set(), compared.paths(), compared.bytes(), owners));
        }
        return verified;
    }
}
