package co.zencap.backup.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Collection;
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
     * @param target whose backup
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

    /** The tests of some targets since a time, the newest first, without what they compared. */
    public List<TestTimes> times(Collection<String> targets, Instant since) {
        return queries.query("test-times", Map.of("targets", List.copyOf(targets), "since", since.toString())).stream()
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
                        row -> row.text("id"),
                        row -> new RestoredBytes(row.number("database_bytes"), row.number("file_bytes"))));
    }

    /** The certificate of a test, by the test's, its operation's or its backup's id; a backup's newest. */
    public Optional<String> certificate(String id) {
        return queries.query("find-certificate", Map.of("id", id)).stream()
                .findFirst()
                .map(row -> row.text("certificate"));
    }

    private static TestTimes times(FoundRow row) {
        return new TestTimes(
                row.text("backup_id"),
                row.text("target"),
                row.text("test_type"),
                "passed".equals(row.text("outcome")),
                row.instant("started_at"),
                row.instant("ended_at"),
                row.tree("timings"));
    }

    private static TestRow test(FoundRow row) {
        return new TestRow(
                row.text("id"),
                row.text("operation_id"),
                row.text("backup_id"),
                row.text("target"),
                row.text("repository"),
                row.text("test_type"),
                row.text("outcome"),
                row.instant("started_at"),
                row.instant("ended_at"),
                row.tree("timings"),
                row.tree("differences"),
                row.tree("report"));
    }
}
