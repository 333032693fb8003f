package co.zencap.backup.catalog;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** How the parts of this node were when it looked last, also before it was started, and how fast they have answered. */
public final class HealthHistory {
    /** So many looks tell how fast a part answers: a day of them. */
    private static final int REMEMBERED = 288;

    /** A node that has not looked for so long is gone. */
    private static final Duration CURRENT = Duration.ofMinutes(30);

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

    /**
     * How fast a part answered.
     *
     * @param node that asked it
     * @param responses of the last looks that got an answer, the newest last
     */
    public record Responses(String node, String component, List<Duration> responses) {}

    /** Of the parts of every node that looks now; throws while the catalog is away. */
    public List<Responses> responses(Instant now) {
        return queries
                .query(
                        "component-responses",
                        Map.of("service", service, "since", now.minus(CURRENT).toString()))
                .stream()
                .map(row -> new Responses(
                        row.text("node"),
                        row.text("component"),
                        row.texts("responses").stream()
                                .map(millis -> Duration.ofMillis(Long.parseLong(millis)))
                                .toList()))
                .toList();
    }

    /**
     * What a part is now.
     *
     * @param response how long its answer took; null without one
     */
    public CatalogEntry entry(Row row, String detail, Duration response, Instant at) {
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
                "response",
                response == null ? null : response.toMillis(),
                "remembered",
                REMEMBERED,
                "at",
                at);
    }
}
