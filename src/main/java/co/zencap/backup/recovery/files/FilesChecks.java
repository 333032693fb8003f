package co.zencap.backup.recovery.files;

import co.zencap.backup.disk.FreeSpace;
import co.zencap.backup.figures.Figures;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.recovery.database.PreflightCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What stands in the way of a recovery of files, or should be known before. */
final class FilesChecks {
    private static final String PLACE = "live files";
    private static final String SPACE = "space for the files";
    private static final String CONTENT = "files";

    private final Mounts mounts;
    private final List<Path> own;
    private final List<PreflightCheck> checks;

    FilesChecks(Mounts mounts, List<Path> own, List<PreflightCheck> checks) {
        this.mounts = mounts;
        this.own = own;
        this.checks = checks;
    }

    /** From an exception's own sentence and hint. */
    static PreflightCheck blocking(String about, IOException e) {
        Problem problem = Problem.of(about, e);
        return PreflightCheck.blocking(about, problem.detail(), problem.hint());
    }

    void of(List<SiteRecovery> sites, Collection<FilesFound> found) throws IOException {
        int before = checks.size();
        if (sites.isEmpty() && checks.stream().noneMatch(PreflightCheck::isBlocking)) {
            checks.add(PreflightCheck.blocking(
                    PLACE, "There is nothing in the backup that belongs into a file set.", "Choose another backup."));
        }
        var units = new ArrayList<Path>();
        for (SiteRecovery site : sites) {
            for (SwapTarget target : site.targets()) {
                place(target, units);
            }
        }
        overlap(units);
        if (checks.size() == before && !units.isEmpty()) {
            checks.add(PreflightCheck.ok(PLACE, "All can be renamed."));
        }
        found.forEach(this::content);
        space(found);
    }

    private void place(SwapTarget target, List<Path> units) {
        LiveRoot root = target.root();
        List<Path> replaced;
        try {
            replaced = target.units();
        } catch (IOException e) {
            checks.add(blocking(PLACE, e));
            return;
        }
        units.addAll(replaced);
        for (Path unit : replaced) {
            own.stream()
                    .filter(folder -> folder.startsWith(unit))
                    .forEach(folder -> checks.add(PreflightCheck.blocking(
                            PLACE,
                            unit + " holds " + folder
                                    + ", where this service keeps its own files, which would be moved away.",
                            "Choose paths beside it (paths), or bring the files back into an empty folder"
                                    + " (./zencap restore-files).")));
            mounts.below(unit)
                    .forEach(point -> checks.add(PreflightCheck.blocking(
                            PLACE,
                            "Something is mounted at " + point + ", and would be moved away with " + unit + ".",
                            "Unmount it, or choose paths beside it (paths).")));
        }
        if (!Files.isWritable(root.siteParent())) {
            checks.add(PreflightCheck.blocking(
                    PLACE,
                    "The service may not write in " + root.siteParent() + ", where files are restored beside "
                            + root.root() + ".",
                    "Grant it that, or bring the files back into an empty folder (./zencap restore-files)."));
        } else if (root.inside() && replaced.contains(root.place())) {
            checks.add(PreflightCheck.warning(
                    PLACE,
                    root.root()
                            + " itself can't be renamed, because it is mounted or its folder is not writable: what is in"
                            + " it is swapped entry by entry, and for a moment new and old are mixed.",
                    "Stop what writes there, if that matters."));
        }
    }

    private void overlap(List<Path> units) {
        for (int i = 0; i < units.size(); i++) {
            for (int j = 0; j < units.size(); j++) {
                if (i != j
                        && units.get(j).startsWith(units.get(i))
                        && (i < j || !units.get(i).equals(units.get(j)))) {
                    checks.add(PreflightCheck.blocking(
                            PLACE,
                            units.get(j) + " lies in " + units.get(i) + ", which is replaced as well.",
                            "Recover the file sets one after the other (fileSets)."));
                }
            }
        }
    }

    private void content(FilesFound found) {
        FilesWish wish = found.wish();
        if (found.isArchived()) {
            checks.add(PreflightCheck.warning(
                    CONTENT, "The list of " + wish.name() + " lies in an archive tier; it is brought back first.", ""));
        } else if (found.failure().isPresent()) {
            checks.add(blocking(CONTENT, found.failure().get()));
        } else {
            checks.add(PreflightCheck.ok(
                    CONTENT,
                    Figures.count(found.files()) + " files, " + Figures.bytes(found.bytes()) + ", of " + wish.name()
                            + " come back."));
        }
        found.missing()
                .forEach(path -> checks.add(PreflightCheck.blocking(
                        CONTENT, "The backup does not have " + path + ".", "Choose another moment, or another path.")));
        if (found.ofOthers() > 0 && !isRoot()) {
            checks.add(PreflightCheck.warning(
                    CONTENT,
                    Figures.count(found.ofOthers()) + " paths of " + wish.name()
                            + " belong to others, and will belong to the service's user: only root can give them away.",
                    "Run the service as root for this, or set owners afterwards (chown)."));
        }
        if (wish.set().hasPatterns()) {
            checks.add(PreflightCheck.warning(
                    CONTENT,
                    "Backups of " + wish.name()
                            + " leave something out (include, exclude): that is not in the recovered"
                            + " folders, only in those that are kept.",
                    "Move it over afterwards, if it is needed."));
        }
        if (wish.set().followLinks()) {
            checks.add(PreflightCheck.warning(
                    CONTENT, "Where " + wish.name() + " has links now it gets what they led to.", ""));
        }
        if (wish.index().warnings() > 0) {
            checks.add(PreflightCheck.warning(
                    CONTENT,
                    Figures.count(wish.index().warnings()) + " paths of " + wish.name()
                            + " could not be read when they were backed up, or changed meanwhile.",
                    "The backup's index says which."));
        }
    }

    private static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException e) {
            return false;
        }
    }

    /** Old and new lie beside each other. */
    private void space(Collection<FilesFound> found) throws IOException {
        var needed = new LinkedHashMap<Object, Long>();
        var folders = new LinkedHashMap<Object, Path>();
        for (FilesFound each : found) {
            for (Map.Entry<Path, Long> bytes : each.bytesIn().entrySet()) {
                Object device = Files.getAttribute(bytes.getKey(), "unix:dev");
                needed.merge(device, bytes.getValue(), Long::sum);
                folders.putIfAbsent(device, bytes.getKey());
            }
        }
        needed.forEach((device, bytes) -> {
            checks.add(space(bytes, folders.get(device)));
        });
    }

    static PreflightCheck space(long bytes, Path folder) {
        FreeSpace free = FreeSpace.of(folder);
        String detail = Figures.bytes(bytes) + " are restored beside the live files in " + folder + ", where "
                + (free.isKnown() ? Figures.bytes(free.bytes()) + " are free." : "nobody knows how much is free.");
        return free.isLessThan(bytes)
                ? PreflightCheck.blocking(
                        SPACE, detail, "Free space there, or choose paths, or one file set at a time.")
                : PreflightCheck.ok(SPACE, detail);
    }
}
