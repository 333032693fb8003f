package co.zencap.backup.files;

import co.zencap.backup.target.TargetId;
import java.nio.file.Path;
import java.util.List;

/**
 * Files that are backed up together.
 *
 * @param id names the set, and its target
 * @param roots folders or files; absolute, none inside another
 * @param include patterns; none: everything
 * @param exclude patterns; what matches is left out, a folder with all that is in it
 * @param followLinks whether symbolic links are followed instead of stored
 */
public record FileSet(TargetId id, List<Path> roots, Globs include, Globs exclude, boolean followLinks) {
    /** How the folders begin in which a recovery keeps what it restores and replaces; they are never backed up. */
    public static final String RECOVERY = ".zencap-recovery-";

    public FileSet {
        roots = roots.stream().map(Path::normalize).sorted().toList();
        if (roots.isEmpty()) {
            throw new IllegalArgumentException("File set " + id + " has no folder. HINT: name at least one.");
        }
        for (Path root : roots) {
            if (!root.isAbsolute() || root.getNameCount() == 0) {
                throw new IllegalArgumentException("File set " + id + ": '" + root
                        + "' can't be backed up. HINT: name folders with their whole path, and not / itself.");
            }
            for (Path other : roots) {
                if (root != other && other.startsWith(root)) {
                    throw new IllegalArgumentException(
                            "File set " + id + ": " + other + " lies in " + root + ". HINT: name only the latter.");
                }
            }
        }
    }

    /** Everything under one folder. */
    public static FileSet of(TargetId id, Path root) {
        return new FileSet(id, List.of(root), Globs.NONE, Globs.NONE, false);
    }

    boolean wants(FileName path, boolean folder) {
        return !exclude.matches(path) && (folder ? !isOfRecovery(path) : include.isEmpty() || include.matches(path));
    }

    /** Whether something is left out of the backups by patterns. */
    public boolean hasPatterns() {
        return !include.isEmpty() || !exclude.isEmpty();
    }

    private static boolean isOfRecovery(FileName folder) {
        String path = folder.latin1();
        return path.startsWith(RECOVERY, path.lastIndexOf('/') + 1);
    }
}
