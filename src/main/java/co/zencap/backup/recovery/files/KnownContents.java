package co.zencap.backup.recovery.files;

import co.zencap.backup.files.FileSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was found in backups a while ago. A stored index never changes and may be large and far away: a recovery is planned before
 * it is confirmed and again when it begins, and its index is read for that once. Thread-safe.
 */
public final class KnownContents {
    private static final int KEPT = 32;

    private final Map<Key, FilesFound> known = new LinkedHashMap<>();

    /** @param wanted what is restored in which folder */
    private record Key(String backup, FileSet set, List<Path> chosen, Map<Path, List<Path>> wanted) {}

    /** @param sites of the plan, of which some are the wish's */
    FilesFound of(FilesWish wish, List<SiteRecovery> sites, List<Path> chosen) throws IOException {
        List<SiteRecovery> mine = sites.stream()
                .filter(site -> site.parts().stream().anyMatch(part -> part.source() == wish.source()))
                .toList();
        var wanted = new LinkedHashMap<Path, List<Path>>();
        for (SiteRecovery site : mine) {
            wanted.put(
                    site.site().folder().getParent(),
                    site.targets().stream()
                            .flatMap(target -> target.wanted().stream())
                            .toList());
        }
        var key = new Key(wish.backup(), wish.set(), List.copyOf(chosen), wanted);
        FilesFound found = find(key);
        if (found == null) {
            found = FilesFound.in(wish, mine, chosen);
            if (found.failure().isEmpty()) {
                keep(key, found);
            }
        }
        return found.of(wish);
    }

    private synchronized FilesFound find(Key key) {
        return known.get(key);
    }

    private synchronized void keep(Key key, FilesFound found) {
        known.put(key, found);
        if (known.size() > KEPT) {
            known.remove(known.keySet().iterator().next());
        }
    }
}
