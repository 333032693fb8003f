package co.zencap.backup.catalog;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the catalog knows of single backups, and of which of them a person can rely on. */
public final class BackupListing {
    private final CatalogQueries queries;

    public BackupListing(CatalogQueries queries) {
        this.queries = queries;
    }

    /** One backup. */
    public Optional<BackupRow> find(String id) {
        return queries.query("find-listed-backup", Map.of("id", id)).stream()
                .findFirst()
                .map(CatalogQueries::backup);
    }

    /**
     * Of each target the newest backup that was read back whole, and that no restoration test has failed; none of what a
     * recovery has replaced.
     */
    public Map<String, BackupRow> newestGood() {
        return queries.query("newest-good-backups", Map.of()).stream()
                .map(CatalogQueries::backup)
                .collect(Collectors.toMap(BackupRow::target, row -> row));
    }

    /** A restoration test, in short. */
    public record Proof(
            String id, String backupId, String testType, String outcome, Instant startedAt, Instant endedAt) {}

    /** Of each target the newest restoration test. */
    public Map<String, Proof> newestProofs() {
        return queries.query("newest-tests", Map.of()).stream()
                .collect(Collectors.toMap(
                        row -> row.text("target"),
                        row -> new Proof(
                                row.text("id"),
                                row.text("backup_id"),
                                row.text("test_type"),
                                row.text("outcome"),
                                row.instant("started_at"),
                                row.instant("ended_at"))));
    }
}
