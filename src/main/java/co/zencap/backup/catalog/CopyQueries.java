package co.zencap.backup.catalog;

import co.zencap.backup.operation.BackupRef;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Which stored copies have not been seen for long. */
public final class CopyQueries {
    private final CatalogQueries queries;

    public CopyQueries(CatalogQueries queries) {
        this.queries = queries;
    }

    /** One copy of a backup. */
    public record CopyRef(BackupRef backup, String repository) {}

    /**
     * Copies to look at now, those first that nobody has seen for the longest: a quarter of all at most, and all that are
     * overdue.
     *
     * @param before those seen later than this wait
     * @param overdue those not seen since this wait no longer
     */
    public List<CopyRef> toLookAt(List<String> targets, List<String> repositories, Instant before, Instant overdue) {
        Map<String, Object> parameters = Map.of(
                "targets",
                targets,
                "repositories",
                repositories,
                "before",
                before.toString(),
                "overdue",
                overdue.toString());
        return queries.query("copies-to-look-at", parameters).stream()
                .map(row -> new CopyRef(CatalogQueries.reference(row), row.text("repository")))
                .toList();
    }
}
