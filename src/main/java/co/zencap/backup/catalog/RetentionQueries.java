package co.zencap.backup.catalog;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the catalog knows of copies and holds. */
public final class RetentionQueries {
    private final CatalogQueries queries;

    public RetentionQueries(CatalogQueries queries) {
        this.queries = queries;
    }

    /**
     * A copy of a backup.
     *
     * @param backupId of which
     * @param repository where
     * @param state pending, stored or deleted
     * @param outcome of its last verification, passed or failed; null before the first
     * @param condemned whether the audit trail says that it was to be deleted
     */
    public record Copy(String backupId, String repository, String state, String outcome, boolean condemned) {
        public boolean isVerified() {
            return "stored".equals(state) && "passed".equals(outcome);
        }
    }

    /** All copies of a target's backups that ever were. */
    public List<Copy> copies(String target) {
        return queries.query("copies-of-target", Map.of("target", target)).stream()
                .map(row -> new Copy(
                        row.text("id"),
                        row.text("repository"),
                        row.text("state"),
                        row.text("outcome"),
                        row.flag("condemned")))
                .toList();
    }

    /** The backups under a legal hold, with the reasons. */
    public Map<String, String> holds() {
        return queries.query("held-backups", Map.of()).stream()
                .collect(Collectors.toMap(row -> row.text("id"), row -> row.text("reason")));
    }
}
