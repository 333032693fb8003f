package co.zencap.backup.api;

import co.zencap.backup.catalog.EventQueries;
import org.apache.camel.Header;

/** {@code /api/v1/system-events}. */
public record EventResource(EventQueries events) {
    /** Those that fit, the newest first. */
    public Answer list(
            @Header("type") String type,
            @Header("component") String component,
            @Header("before") String before,
            @Header("limit") String limit) {
        return Answer.ok(events.find(
                SearchTerm.number("before", before, 15),
                SearchTerm.text("type", type),
                SearchTerm.text("component", component),
                SearchTerm.limit(limit, 100, 1000)));
    }
}
