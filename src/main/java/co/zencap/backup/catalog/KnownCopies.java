package co.zencap.backup.catalog;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which backups, copies and holds the catalog knows, whatever has become of them.
 *
 * @param backups ids
 * @param copies an id, a blank and a repository
 * @param holds ids of backups that are or were held
 */
public record KnownCopies(Set<String> backups, Set<String> copies, Set<String> holds) {

    /** As it is now. */
    public static KnownCopies of(CatalogQueries queries) {
        var known = new KnownCopies(new HashSet<>(), new HashSet<>(), new HashSet<>());
        for (FoundRow row : queries.query("known-copies", Map.of())) {
            String id = row.text("id");
            known.backups.add(id);
            if (row.has("repository")) {
                known.copies.add(id + " " + row.text("repository"));
            }
            if (row.flag("held")) {
                known.holds.add(id);
            }
        }
        return known;
    }

    public boolean hasCopy(String id, String repository) {
        return copies.contains(id + " " + repository);
    }
}
