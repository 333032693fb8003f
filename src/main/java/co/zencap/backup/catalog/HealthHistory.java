package co.zencap.backup.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** How the parts of this node were when it looked last, also before it was started. */
public final class HealthHistory {
    private final CatalogQueries queries;
    private final String service;
    private final String node;

    /** @param node whose parts */
    public HealthHistory(CatalogQueries queries, String service, String node) {
        this.queries = queries;
        this.service = service;
        this.node = node;
    }

    /**
     * One part.
     *
     * @param state a word
     * @param since when it was first found like that
     * @param lastGood null if it never was
     */
    public record Row(String component, String state, Instant since, Instant lastGood) {}

    /** All parts; throws while the catalog is away. */
    public List<Row> latest() {
        return queries.query("component-health", Map.of("service", service, "node", node)).stream()
                .map(row -> new Row(
                        row.text("component"), row.text("state"), row.instant("since"), row.instant("last_good")))
                .toList();
    }

    /** What a part is now. */
    public CatalogEntry entry(Row row, String detail, Instant at) {
        return CatalogEntry.entry(
                "record-component-health",
                "service",
                service,
                "node",
                node,
                "component",
                row.component(),
                "state",
                row.state(),
                "since",
                row.since(),
                "lastGood",
                row.lastGood(),
                "detail",
                detail,
                "at",
                at);
    }
}
