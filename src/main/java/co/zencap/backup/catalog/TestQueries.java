package co.zencap.backup.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the catalog knows of restoration tests. */
public final class TestQueries {
    private final CatalogQueries queries;

    public TestQueries(CatalogQueries queries) {
        this.queries = queries;
    }

    /**
     * One test.
     *
     * @param target whose backup; null when it is no longer listed
     * @param timings milliseconds of each phase
     * @param differences a sentence each
     * @param report what was restored and compared
     */
    public record TestRow(
            String id,
            String operationId,
            String backupId,
            String target,
            String repository,
            String testType,
            String outcome,
            Instant startedAt,
            Instant endedAt,
            JsonNode timings,
            JsonNode differences,
            JsonNode report) {}

    /** The newest tests, the newest first. */
    public List<TestRow> latest(int limit) {
        return queries.query("list-restoration-tests", Map.of("limit", limit)).stream()
                .map(TestQueries::test)
                .toList();
    }

    /**
     * How long one test took.
     *
     * @param target whose backup; null when it is no longer listed
     * @param timings milliseconds of each phase
     */
    public record TestTimes(
            String backupId,
            String target,
            String testType,
            boolean passed,
            Instant startedAt,
            Instant endedAt,
            JsonNode timings) {}

    /**
     * How much a backup brings back, wherever it lies.
     *
     * @param database of the dump, before compression
     * @param files of all file sets
     */
    public record RestoredBytes(long database, long files) {}

    /** The tests since a time, the newest first, without what they compared. */
    public List<TestTimes> times(Instant since) {
        return queries.query("test-times", Map.of("since", since.toString())).stream()
                .map(TestQueries::times)
                .toList();
    }

    /** What backups bring back, by their ids. */
    public Map<String, RestoredBytes> restoredBytes(Set<String> backupIds) {
        if (backupIds.isEmpty()) {
            return Map.of();
        }
        return queries.query("restored-bytes", Map.of("ids", List.copyOf(backupIds))).stream()
                .collect(Collectors.toMap(
                        row -> (String) row.get("id"),
                        row -> new RestoredBytes(
                                ((Number) row.get("database_bytes")).longValue(),
                                ((Number) row.get("file_bytes")).longValue())));
    }

    /** The certificate of a test, by the test's, its operation's or its backup's id; a backup's newest. */
    public Optional<String> certificate(String id) {
        return queries.query("find-certificate", Map.of("id", id)).stream()
                .findFirst()
                .map(row -> (String) row.get("certificate"));
    }

    private static TestTimes times(Map<String, Object> row) {
        return new TestTimes(
                (String) row.get("backup_id"),
                (String) row.get("target"),
                (String) row.get("test_type"),
                "passed".equals(row.get("outcome")),
                CatalogQueries.instant(row.get("started_at")),
                CatalogQueries.instant(row.get("ended_at")),
                CatalogQueries.tree(row.get("timings")));
    }

    private static TestRow test(Map<String, Object> row) {
        return new TestRow(
                (String) row.get("id"),
                (String) row.get("operation_id"),
                (String) row.get("backup_id"),
                (String) row.get("target"),
                (String) row.get("repository"),
                (String) row.get("test_type"),
                (String) row.get("outcome"),
                CatalogQueries.instant(row.get("started_at")),
                CatalogQueries.instant(row.get("ended_at")),
                CatalogQueries.tree(row.get("timings")),
                CatalogQueries.tree(row.get("differences")),
                CatalogQueries.tree(row.get("report")));
    }
}
