package co.zencap.backup.catalog;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The catalog's figures of this service's targets. */
public final class MetricQueries {
    /** Two of the monthly simulations. */
    private static final Duration TESTS_OF = Duration.ofDays(62);

    private final CatalogQueries queries;
    private final Supplier<List<String>> targets;

    /** @param targets all that there are now */
    public MetricQueries(CatalogQueries queries, Supplier<List<String>> targets) {
        this.queries = queries;
        this.targets = targets;
    }

    /**
     * One target.
     *
     * @param backup its newest; empty without one
     * @param verification the last of one of its backups; empty without one
     */
    public record TargetRow(String target, Optional<Backup> backup, Optional<Outcome> verification) {}

    /** @param time from the beginning of its run to the end; empty where that is not known */
    public record Backup(Instant at, long plainBytes, long storedBytes, Optional<Duration> time) {}

    /** Of a check, when it ended. */
    public record Outcome(Instant at, boolean passed) {}

    /** The latest test of one type of a target's backups. */
    public record TestRow(String target, String type, Outcome outcome, Duration time) {}

    /** Copies of a target that a repository is still to get. */
    public record UploadRow(String target, long count, Instant oldest) {}

    /** Each target, also one without a backup. */
    public List<TargetRow> targets() {
        return queries.query("metrics-backups", Map.of("targets", String.join(",", targets.get()))).stream()
                .map(row -> new TargetRow(row.text("target"), backup(row), verification(row)))
                .toList();
    }

    /** The latest test of each target and type. */
    public List<TestRow> tests(Instant now) {
        return queries
                .query(
                        "metrics-tests",
                        Map.of(
                                "targets",
                                targets.get(),
                                "since",
                                now.minus(TESTS_OF).toString()))
                .stream()
                .map(row -> new TestRow(
                        row.text("target"),
                        row.text("test_type"),
                        new Outcome(row.instant("ended_at"), row.flag("passed")),
                        Duration.ofMillis(row.number("millis"))))
                .toList();
    }

    /** Targets of which copies wait. */
    public List<UploadRow> uploads() {
        return queries.query("metrics-uploads", Map.of("targets", targets.get())).stream()
                .map(row -> new UploadRow(row.text("target"), row.number("count"), row.instant("oldest")))
                .toList();
    }

    private static Optional<Backup> backup(FoundRow row) {
        return row.has("id")
                ? Optional.of(new Backup(
                        row.instant("created_at"),
                        row.number("plain_bytes"),
                        row.number("stored_bytes"),
                        row.has("millis") ? Optional.of(Duration.ofMillis(row.number("millis"))) : Optional.empty()))
                : Optional.empty();
    }

    private static Optional<Outcome> verification(FoundRow row) {
        return row.has("verified_at")
                ? Optional.of(new Outcome(row.instant("verified_at"), row.flag("verified")))
                : Optional.empty();
    }
}
