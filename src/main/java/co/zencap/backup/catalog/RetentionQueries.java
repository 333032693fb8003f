package co.zencap.backup.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the catalog knows of copies, holds and deletions. */
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

    /**
     * Whether the audit trail is as it was written.
     *
     * @param intact whether every row is there and unchanged
     * @param rows how many there are
     * @param firstBroken number of the first row that does not fit; null when all do
     * @param head hash of the newest row; whoever has kept an older one can tell that none was cut off
     */
    public record Chain(boolean intact, long rows, Long firstBroken, String head) {}

    /** A row of the audit trail. */
    public record AuditRow(
            long seq,
            String id,
            Instant at,
            String actor,
            String action,
            String target,
            String repository,
            String backupId,
            String operationId,
            long bytes,
            String reason,
            String previousHash,
            String hash) {}

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

    /** The latest rows of the audit trail, the newest first. */
    public List<AuditRow> audit(int limit) {
        return queries.query("list-audit", Map.of("limit", limit)).stream()
                .map(row -> new AuditRow(
                        row.number("seq"),
                        row.text("id"),
                        row.instant("at"),
                        row.text("actor"),
                        row.text("action"),
                        row.text("target"),
                        row.text("repository"),
                        row.text("backup_id"),
                        row.text("operation_id"),
                        row.number("bytes"),
                        row.text("reason"),
                        row.text("previous_hash"),
                        row.text("hash")))
                .toList();
    }

    /** Checks the whole audit trail. */
    public Chain chain() {
        FoundRow row = queries.query("check-audit", Map.of()).get(0);
        return new Chain(
                row.flag("intact"),
                row.number("rows"),
                row.has("first_broken") ? row.number("first_broken") : null,
                row.text("head"));
    }
}
