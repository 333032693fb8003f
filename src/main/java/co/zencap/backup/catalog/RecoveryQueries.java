package co.zencap.backup.catalog;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the catalog knows of a service's recoveries. */
public final class RecoveryQueries {
    private final CatalogQueries queries;
    private final String service;

    public RecoveryQueries(CatalogQueries queries, String service) {
        this.queries = queries;
        this.service = service;
    }

    /** The newest, the newest first; each as its record's JSON. */
    public List<String> latest(int limit) {
        return queries.query("list-recoveries", Map.of("service", service, "limit", limit)).stream()
                .map(row -> row.text("record"))
                .toList();
    }

    /** Those that nobody has ended; each as its record's JSON. */
    public List<String> running() {
        return queries.query("running-recoveries", Map.of("service", service)).stream()
                .map(row -> row.text("record"))
                .toList();
    }

    /** One, by its own or its operation's id, as its record's JSON. */
    public Optional<String> find(String id) {
        return find("record", id);
    }

    /** What one certifies, by its own or its operation's id, byte for byte. */
    public Optional<String> certificate(String id) {
        return find("certificate", id);
    }

    private Optional<String> find(String column, String id) {
        return queries.query("find-recovery", Map.of("service", service, "id", id)).stream()
                .findFirst()
                .map(row -> row.text(column));
    }
}
