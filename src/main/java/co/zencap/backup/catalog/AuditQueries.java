package co.zencap.backup.catalog;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The audit trail, as the catalog has it. */
public final class AuditQueries {
    private final CatalogQueries queries;

    public AuditQueries(CatalogQueries queries) {
        this.queries = queries;
    }

    /** A row; what was added later is null in rows of before. */
    public record Row(
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
            String source,
            String outcome,
            String detail,
            String previousHash,
            String hash) {}

    /**
     * What is looked for; what is null does not matter.
     *
     * @param before only rows of smaller numbers
     * @param words anywhere in a row
     */
    public record Search(
            Long before,
            String actor,
            String action,
            String outcome,
            Instant since,
            Instant until,
            String words,
            int limit) {}

    /**
     * Whether the trail is as it was written, as far as the catalog itself can tell.
     *
     * @param intact whether every row is there and unchanged
     * @param rows how many there are
     * @param firstBroken number of the first row that does not fit; null when all do
     * @param head hash of the newest row
     */
    public record Chain(boolean intact, long rows, Long firstBroken, String head) {}

    /**
     * @param id which trail it is
     * @param begunAt when this catalog was made
     */
    public record Trail(String id, Instant begunAt) {}

    /** Rows that fit, the newest first. */
    public List<Row> find(Search search) {
        var parameters = new HashMap<String, Object>();
        parameters.put("before", search.before());
        parameters.put("actor", search.actor());
        parameters.put("action", search.action());
        parameters.put("outcome", search.outcome());
        parameters.put("since", text(search.since()));
        parameters.put("until", text(search.until()));
        parameters.put("words", search.words());
        parameters.put("limit", search.limit());
        return queries.query("list-audit", parameters).stream()
                .map(AuditQueries::row)
                .toList();
    }

    /** The rows behind a number, in their order. */
    public List<Row> after(long seq, int limit) {
        return queries.query("audit-after", Map.of("after", seq, "limit", limit)).stream()
                .map(AuditQueries::row)
                .toList();
    }

    /** Has the database check the whole trail. */
    public Chain chain() {
        FoundRow row = queries.query("check-audit", Map.of()).get(0);
        return new Chain(
                row.flag("intact"),
                row.number("rows"),
                row.has("first_broken") ? row.number("first_broken") : null,
                row.text("head"));
    }

    /** Which trail this catalog's is; empty when somebody has taken its name away. */
    public Optional<Trail> trail() {
        return queries.query("audit-trail", Map.of()).stream()
                .findFirst()
                .map(row -> new Trail(row.text("id"), row.instant("begun_at")));
    }

    private static String text(Instant instant) {
        return instant == null ? null : instant.toString();
    }

    private static Row row(FoundRow row) {
        return new Row(
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
                row.text("source"),
                row.text("outcome"),
                row.text("detail"),
                row.text("previous_hash"),
                row.text("hash"));
    }
}
