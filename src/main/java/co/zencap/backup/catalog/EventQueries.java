package co.zencap.backup.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;

/** What the service did and warned of. */
public record EventQueries(CatalogQueries queries, String service) {

    /**
     * @param id larger ones were written later
     * @param at when it happened first
     * @param details node, and how often it was seen
     */
    public record Event(long id, Instant at, String type, String component, String message, JsonNode details) {}

    /**
     * Those that fit, the newest first; what is null does not matter.
     *
     * @param before only smaller ids
     */
    public List<Event> find(Long before, String type, String component, int limit) {
        var parameters = new HashMap<String, Object>();
        parameters.put("service", service);
        parameters.put("before", before);
        parameters.put("type", type);
        parameters.put("component", component);
        parameters.put("limit", limit);
        return queries.query("list-events", parameters).stream()
                .map(row -> new Event(
                        row.number("id"),
                        row.instant("at"),
                        row.text("type"),
                        row.text("component"),
                        row.text("message"),
                        row.tree("details")))
                .toList();
    }
}
