package co.zencap.backup.catalog;

import java.util.List;
import java.util.Map;

/** What the catalog knows of databases that were found on servers. */
public record DiscoveredDatabases(CatalogQueries queries, String service) {

    /**
     * One of them.
     *
     * @param database its name on the server
     * @param gone whether the server has it no more
     */
    public record Row(String target, String database, boolean gone) {}

    /** All, also those that are gone; throws while the catalog is away. */
    public List<Row> all() {
        return queries.query("discovered-databases", Map.of("service", service)).stream()
                .map(row -> new Row(row.text("target"), row.text("database_name"), row.flag("gone")))
                .toList();
    }
}
