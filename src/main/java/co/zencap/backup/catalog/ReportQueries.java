package co.zencap.backup.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/** What the catalog knows for reports on some time. */
public final class ReportQueries {
    private final CatalogQueries queries;
    private final Supplier<List<String>> targets;

    /** @param targets all that the service has now; others may use the same catalog */
    public ReportQueries(CatalogQueries queries, Supplier<List<String>> targets) {
        this.queries = queries;
        this.targets = targets;
    }

    /**
     * A target's backups of one day.
     *
     * @param daysAgo 0 for the last 24 hours
     * @param seconds the median of those that succeeded
     * @param bytes the median of those that succeeded, as stored
     */
    public record Day(
            String target, int daysAgo, long runs, long succeeded, OptionalDouble seconds, OptionalDouble bytes) {}

    /** The days in which backups ended, the oldest first. */
    public List<Day> days(Instant since, Instant until) {
        return between("runs-by-day", since, until).stream()
                .map(row -> new Day(
                        row.text("target"),
                        (int) row.number("days_ago"),
                        row.number("runs"),
                        row.number("succeeded"),
                        decimal(row, "seconds"),
                        decimal(row, "bytes")))
                .toList();
    }

    /**
     * A backup that can be restored, as far as anybody knows.
     *
     * @param repositories which hold it whole
     */
    public record GoodBackup(String id, String target, Instant createdAt, long storedBytes, String repositories) {}

    /** The newest of each target that has one. */
    public List<GoodBackup> lastGood() {
        return queries.query("last-good-backups", Map.of("targets", targets.get())).stream()
                .map(row -> new GoodBackup(
                        row.text("id"),
                        row.text("target"),
                        row.instant("created_at"),
                        row.number("stored_bytes"),
                        row.text("repositories")))
                .toList();
    }

    /** How a target's copies were found when they were read back. */
    public record Verified(String target, long passed, long failed, Instant latest) {}

    /** Of each target of which a copy was read back. */
    public List<Verified> verifications(Instant since, Instant until) {
        return between("verifications-between", since, until).stream()
                .map(row -> new Verified(
                        row.text("target"), row.number("passed"), row.number("failed"), row.instant("latest")))
                .toList();
    }

    private List<FoundRow> between(String statement, Instant since, Instant until) {
        return queries.query(
                statement, Map.of("targets", targets.get(), "since", since.toString(), "until", until.toString()));
    }

    private static OptionalDouble decimal(FoundRow row, String column) {
        return row.has(column) ? OptionalDouble.of(row.decimal(column)) : OptionalDouble.empty();
    }
}
