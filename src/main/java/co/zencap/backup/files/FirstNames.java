package co.zencap.backup.files;

import co.zencap.backup.files.FileScan.FileId;
import java.util.HashMap;
import java.util.Map;

/**
 * The first names of files that have several: in the index the others are links to it. One is forgotten once the file has
 * been met under all its names. Bounded: beyond the limit each name is taken for a file of its own, whose content is stored
 * only once all the same.
 */
final class FirstNames {
    /** Files some of whose names are still to come; 200 bytes each. */
    static final int DEFAULT_LIMIT = 100_000;

    private final int limit;
    private final Map<FileId, Waiting> waiting = new HashMap<>();

    private static final class Waiting {
        private final FileName name;
        private int left;

        Waiting(FileName name, int left) {
            this.name = name;
            this.left = left;
        }
    }

    FirstNames(int limit) {
        this.limit = limit;
    }

    /**
     * The name under which a file was met first; null when that is now.
     *
     * @param links how many names it has
     */
    FileName of(FileId file, FileName name, int links) {
        Waiting known = waiting.get(file);
        if (known == null) {
            if (waiting.size() < limit) {
                waiting.put(file, new Waiting(name, links - 1));
            }
            return null;
        }
        if (--known.left == 0) {
            waiting.remove(file);
        }
        return known.name;
    }
}
