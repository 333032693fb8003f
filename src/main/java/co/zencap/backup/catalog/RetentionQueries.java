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
                        (String) row.get("id"),
                        (String) row.get("repository"),
                        (String) row.get("state"),
                        (String) row.get("outcome"),
                        (Boolean) row.get("condemned")))
                .toList();
    }

    /** The backups under a legal hold, with the reasons. */
    public Map<String, String> holds() {
        return queries.query("held-backups", Map.of()).stream()
                .collect(Collectors.toMap(row -> (String) row.get("id"), row -> (String) row.get("reason")));
    }

    /** The latest rows of the audit trail, the newest first. */
    public List<AuditRow> audit(int limit) {
        return queries.query("list-audit", Map.of("limit", limit)).stream()
                .map(row -> new AuditRow(
                        ((Number) row.get("seq")).longValue(),
                        (String) row.get("id"),
                        CatalogQueries.instant(row.get("at")),
                        (String) row.get("actor"),
                        (String) row.get("action"),
                        (String) row.get("target"),
                        (String) row.get("repository"),
                        (String) row.get("backup_id"),
                        (String) row.get("operation_id"),
                        ((Number) row.get("bytes")).longValue(),
                        (String) row.get("reason"),
                        (String) row.get("previous_hash"),
                        (String) row.get("hash")))
                .toList();
    }

    /** Checks the whole audit trail. */
    public Chain chain() {
        Map<String, Object> row = queries.query("check-audit", Map.of()).get(0);
        Number broken = (Number) row.get("first_broken");
        return new Chain(
                (Boolean) row.get("intact"),
                ((Number) row.get("rows")).longValue(),
                broken == null ? null : broken.longValue(),
                (String) row.get("head"));
    }
}
