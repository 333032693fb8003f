package co.zencap.backup.catalog;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** How fast repositories gave their bytes at earlier times. */
public final class SpeedSamples {
    private static final Duration KEPT = Duration.ofDays(400);

    private final CatalogQueries queries;
    private final String service;

    /** @param service whose samples; another's may lie in the same catalog */
    public SpeedSamples(CatalogQueries queries, String service) {
        this.queries = queries;
        this.service = service;
    }

    /** What one verification measured of one copy. */
    public record Row(
            String repository,
            String target,
            String backupId,
            Instant at,
            long bytes,
            double bytesPerSecond,
            double firstByteMillis) {}

    /** The newest of a repository and a target, the newest first. */
    public List<Row> newest(String repository, String target, int limit) {
        return rows(Map.of("service", service, "repository", repository, "target", target, "limit", limit));
    }

    /** The newest of all, the newest first. */
    public List<Row> newest(int limit) {
        return rows(Map.of("service", service, "repository", "", "target", "", "limit", limit));
    }

    private List<Row> rows(Map<String, Object> parameters) {
        return queries.query("repository-speed", parameters).stream()
                .map(row -> new Row(
                        row.text("repository"),
                        row.text("target"),
                        row.text("backup_id"),
                        row.instant("at"),
                        row.number("bytes"),
                        row.decimal("bytes_per_second"),
                        row.decimal("first_byte_millis")))
                .toList();
    }

    /** The catalog's row of a sample; old ones go. */
    public List<CatalogEntry> entries(Row row) {
        return List.of(
                CatalogEntry.entry(
                        "record-repository-speed",
                        "service",
                        service,
                        "repository",
                        row.repository(),
                        "target",
                        row.target(),
                        "backupId",
                        row.backupId(),
                        "at",
                        row.at(),
                        "bytes",
                        row.bytes(),
                        "bytesPerSecond",
                        row.bytesPerSecond(),
                        "firstByteMillis",
                        row.firstByteMillis()),
                CatalogEntry.entry(
                        "forget-repository-speed",
                        "service",
                        service,
                        "before",
                        row.at().minus(KEPT)));
    }
}
