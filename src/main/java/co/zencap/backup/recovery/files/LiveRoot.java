package co.zencap.backup.recovery.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Where a root of a file set lies now.
 *
 * @param root as it is configured
 * @param place where that leads: a root may be a link
 * @param isThere whether there is anything
 * @param inside whether only what is in the root can be swapped, and not the root itself: because it is mounted, or because the
 *     folder that it lies in is not ours to write in
 */
record LiveRoot(Path root, Path place, boolean isThere, boolean inside) {
    private static final int MOST_LINKS = 40;

    /** @throws IOException when nobody can say where it lies: a disk that is not mounted must not pass for an emptied one */
    static LiveRoot of(Path root, Mounts mounts) throws IOException {
        boolean isThere = Files.exists(root);
        if (!isThere && !Files.isDirectory(root.getParent())) {
            throw new IOException("There is no folder " + root.getParent() + " in which " + root
                    + " could be put. HINT: mount its disk, or make that folder.");
        }
        if (!isThere && Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(root + " is a link to nothing. HINT: mount what it points to, or delete the link.");
        }
        Path place = isThere ? root.toRealPath() : root.getParent().toRealPath().resolve(root.getFileName());
        if (place.getParent() == null) {
            throw new IOException(root + " is the root folder. HINT: choose paths in it.");
        }
        if (mounts.isPoint(place) && !Files.isDirectory(place)) {
            throw new IOException(
                    root + " is a mounted file, which can't be replaced. HINT: bring it back into an empty"
                            + " folder (./zencap restore-files), and copy its content.");
        }
        boolean inside = mounts.isPoint(place)
                || Files.isDirectory(place) && !(Files.isWritable(place.getParent()) && Files.isWritable(place));
        return new LiveRoot(root, place, isThere, inside);
    }

    /**
     * The same for what a recovery may have been cut off in the middle of: it has taken away what a link leads to, and put
     * nothing there yet.
     */
    static LiveRoot cutOff(Path root, Mounts mounts) throws IOException {
        Path place = root;
        for (int links = 0; Files.isSymbolicLink(place) && !Files.exists(place) && links < MOST_LINKS; links++) {
            Path target = place.resolveSibling(Files.readSymbolicLink(place));
            if (target.getParent() == null || !Files.isDirectory(target.getParent())) {
                break; // a disk that is not mounted
            }
            place = target.getParent().toRealPath().resolve(target.getFileName());
        }
        return of(place, mounts);
    }

    /** The folder in which both what comes and what goes are kept. */
    Path siteParent() {
        return inside ? place : place.getParent();
    }
}
