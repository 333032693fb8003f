package co.zencap.backup.recovery.files;

import co.zencap.backup.files.FileName;
import co.zencap.backup.files.FileSet;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Something live that is replaced, and where what replaces it is restored.
 *
 * @param root the live root
 * @param restored its counterpart, relative to the site
 * @param chosen paths below the root, relative to it; none: all of it
 */
record SwapTarget(LiveRoot root, Path restored, List<Path> chosen) {
    /** More moves would neither be quick nor fit into memory. */
    static final int MOST = 100_000;

    private static final Path BEFORE = Path.of("before");

    /** A file system's own. */
    private static final String LOST_AND_FOUND = "lost+found";

    /** What is wanted from the backup, as it is named there. */
    List<Path> wanted() {
        return chosen.isEmpty()
                ? List.of(root.root())
                : chosen.stream().map(root.root()::resolve).toList();
    }

    /** What of the live tree is replaced: as little as brings back what was chosen. */
    List<Path> units() throws IOException {
        if (chosen.isEmpty() || !root.isThere()) {
            return List.of(root.place());
        }
        Set<Path> units = new LinkedHashSet<>();
        for (Path path : chosen) {
            units.add(unit(path));
        }
        return List.copyOf(units);
    }

    /** A folder on the way that is gone comes back with what was chosen in it, and nothing else. */
    private Path unit(Path path) throws IOException {
        Path at = root.place();
        for (int names = 1; names <= path.getNameCount(); names++) {
            at = root.place().resolve(path.subpath(0, names));
            BasicFileAttributes found;
            try {
                found = Files.readAttributes(at, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            } catch (NoSuchFileException e) {
                return at;
            }
            if (names < path.getNameCount() && !found.isDirectory()) {
                throw new IOException(at + " is " + (found.isSymbolicLink() ? "a link" : "no folder")
                        + " now, and nothing is ever put where a link leads. HINT: choose " + at
                        + " itself, or a folder above it.");
            }
        }
        return at;
    }

    /** What a swap moves, by what is there now. */
    List<Move> moves(Path site) throws IOException {
        var moves = new ArrayList<Move>();
        for (Path unit : units()) {
            boolean whole = unit.equals(root.place());
            if (whole && root.inside()) {
                for (Path name : content(site)) {
                    moves.add(move(site, name, false));
                }
            } else {
                moves.add(move(site, root.place().relativize(unit), true));
            }
        }
        return moves;
    }

    /** @param below relative to the root; empty: the root itself */
    private Move move(Path site, Path below, boolean mustCome) throws IOException {
        Path live = root.place().resolve(below).normalize();
        Path tree = root.siteParent();
        Path from = restored.resolve(below).normalize();
        boolean comes = Files.exists(site.resolve(from), LinkOption.NOFOLLOW_LINKS);
        if (mustCome && !comes) {
            throw new IOException(
                    "The backup has nothing of " + live + ". HINT: choose another backup, or other paths.");
        }
        return new Move(
                FileName.of(tree).relative(),
                FileName.of(tree.relativize(live)),
                FileName.of(from),
                FileName.of(BEFORE.resolve(from)),
                comes);
    }

    /** The names of all that is in the root, or will be; not what belongs to recoveries or to the file system. */
    private Set<Path> content(Path site) throws IOException {
        var names = new TreeSet<Path>();
        for (Path folder : List.of(root.place(), site.resolve(restored))) {
            try (DirectoryStream<Path> content = Files.newDirectoryStream(folder)) {
                for (Path each : content) {
                    String name = each.getFileName().toString();
                    if (!name.startsWith(FileSet.RECOVERY) && !name.equals(LOST_AND_FOUND)) {
                        names.add(each.getFileName());
                    }
                    if (names.size() > MOST) {
                        throw new IOException(
                                root.place() + " can't be renamed itself, and holds too much to be swapped entry by"
                                        + " entry. HINT: let the service write in "
                                        + root.place().getParent()
                                        + ", or choose paths.");
                    }
                }
            }
        }
        return names;
    }
}
