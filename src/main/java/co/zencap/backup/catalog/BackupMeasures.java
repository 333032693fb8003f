package co.zencap.backup.catalog;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the last backups of each target held, and how long they took. */
public final class BackupMeasures {
    private final CatalogQueries queries;

    public BackupMeasures(CatalogQueries queries) {
        this.queries = queries;
    }

    /**
     * One backup.
     *
     * @param operationId which made it; null where that is not known
     * @param database bytes of its dump, before compression
     * @param files bytes of all its files, also of those that an older backup holds
     * @param time from the beginning of its run to the end; empty where that is not known
     */
    public record Measured(String id, String operationId, long database, long files, Optional<Duration> time) {}

    /** The last backups of each target, the newest first. */
    public Map<String, List<Measured>> latest(List<String> targets, int limit) {
        return queries.query("backup-measures", Map.of("targets", String.join(",", targets), "limit", limit)).stream()
                .collect(Collectors.groupingBy(
                        row -> row.text("target"),
                        LinkedHashMap::new,
                        Collectors.mapping(BackupMeasures::measured, Collectors.toList())));
    }

    private static Measured measured(FoundRow row) {
        return new Measured(
                row.text("id"),
                row.text("operation_id"),
                row.number("database_bytes"),
                row.number("file_bytes"),
                row.has("millis") ? Optional.of(Duration.ofMillis(row.number("millis"))) : Optional.empty());
    }
}
