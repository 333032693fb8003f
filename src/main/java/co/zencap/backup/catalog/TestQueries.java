package co.zencap.backup.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

    /** The certificate of a test, by the test's, its operation's or its backup's id; a backup's newest. */
    public Optional<String> certificate(String id) {
        return queries.query("find-certificate", Map.of("id", id)).stream()
                .findFirst()
                .map(row -> (String) row.get("certificate"));
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
