package co.zencap.backup.catalog;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** How full this node's disk was at earlier times. */
public final class DiskSamples {
    private static final Duration KEPT = Duration.ofDays(62);

    private final CatalogQueries queries;
    private final String service;
    private final String node;

    /** @param node whose disk it is */
    public DiskSamples(CatalogQueries queries, String service, String node) {
        this.queries = queries;
        this.service = service;
        this.node = node;
    }

    /** One sample, in bytes. */
    public record Row(Instant at, long total, long used) {}

    /** All since a time, the oldest first. */
    public List<Row> since(Instant time) {
        return queries
                .query("disk-samples", Map.of("service", service, "node", node, "since", time.toString()))
                .stream()
                .map(row -> new Row(row.instant("at"), row.number("total"), row.number("used")))
                .toList();
    }

    /** A new one, and the end of those that nobody asks for any more. */
    public List<CatalogEntry> entries(Row row) {
        return List.of(
                CatalogEntry.entry(
                        "record-disk-sample",
                        "service",
                        service,
                        "node",
                        node,
                        "at",
                        row.at(),
                        "total",
                        row.total(),
                        "used",
                        row.used()),
                CatalogEntry.entry(
                        "forget-disk-samples",
                        "service",
                        service,
                        "before",
                        row.at().minus(KEPT)));
    }
}
