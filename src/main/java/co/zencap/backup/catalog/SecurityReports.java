package co.zencap.backup.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What the catalog knows of security checks, and of the keys that backups were made with. */
public final class SecurityReports {
    private final CatalogQueries queries;
    private final String service;

    /** @param service whose checks; another's may lie in the same catalog */
    public SecurityReports(CatalogQueries queries, String service) {
        this.queries = queries;
        this.service = service;
    }

    /** One run of all checks, as it was recorded. */
    public record Row(
            String id, String operationId, String outcome, Instant startedAt, Instant endedAt, JsonNode checks) {}

    /** The newest. */
    public Optional<Row> latest() {
        return queries.query("latest-security-check", Map.of("service", service)).stream()
                .findFirst()
                .map(row -> new Row(
                        row.text("id"),
                        row.text("operation_id"),
                        row.text("outcome"),
                        row.instant("started_at"),
                        row.instant("ended_at"),
                        row.tree("checks")));
    }

    /** When the first backup was made with a key. */
    public Optional<Instant> firstUse(String keyId) {
        return queries.query("first-use-of-key", Map.of("keyId", keyId)).stream()
                .findFirst()
                .map(row -> row.instant("first"));
    }
}
