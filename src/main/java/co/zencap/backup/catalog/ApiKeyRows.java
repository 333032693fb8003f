package co.zencap.backup.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What the catalog knows of keys. */
public final class ApiKeyRows {
    private final CatalogQueries queries;
    private final String service;

    /** @param service whose keys; another's may lie in the same catalog */
    public ApiKeyRows(CatalogQueries queries, String service) {
        this.queries = queries;
        this.service = service;
    }

    /** A row. */
    public record Row(
            String id,
            String name,
            String role,
            String digest,
            Instant createdAt,
            String createdBy,
            Instant expiresAt,
            Instant revokedAt,
            String revokedBy,
            Instant lastUsedAt) {}

    public String service() {
        return service;
    }

    /** All that ever were, the newest first. */
    public List<Row> all() {
        return queries.query("list-api-keys", Map.of("service", service)).stream()
                .map(row -> new Row(
                        row.text("id"),
                        row.text("name"),
                        row.text("role"),
                        row.text("digest"),
                        row.instant("created_at"),
                        row.text("created_by"),
                        row.instant("expires_at"),
                        row.instant("revoked_at"),
                        row.text("revoked_by"),
                        row.instant("last_used_at")))
                .toList();
    }
}
