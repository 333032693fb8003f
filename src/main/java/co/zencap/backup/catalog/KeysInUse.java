package co.zencap.backup.catalog;

import java.util.List;
import java.util.Map;

/** With which keys the backups were made that a repository still holds. */
public final class KeysInUse {
    private final CatalogQueries queries;

    public KeysInUse(CatalogQueries queries) {
        this.queries = queries;
    }

    /**
     * One key, as the manifests of its backups name it; a rotation changes {@code key.json}, and never that.
     *
     * @param keyId the key's
     * @param backups how many were made with it
     * @param target whose the newest of them is
     * @param newest the newest's id
     */
    public record Row(String keyId, long backups, String target, String newest) {}

    /** Those of the backups of these targets. */
    public List<Row> of(List<String> targets) {
        return queries.query("keys-of-backups", Map.of("targets", targets)).stream()
                .map(row -> new Row(row.text("key_id"), row.number("backups"), row.text("target"), row.text("id")))
                .toList();
    }
}
