package co.zencap.backup.recovery.workflow;

import co.zencap.backup.alert.AlertBook;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.figures.Figures;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operations;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** What those who wait for a recovery are told while one of its steps takes long. Thread-safe. */
public final class RecoveryStatus {
    /** The figure of an operation that says within how many seconds it should end. */
    static final String OBJECTIVE = "objectiveSeconds";

    private final Operations operations;
    private final AlertBook book;
    private final Clock clock;
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    /** How far a phase was when somebody looked first. */
    private record Seen(String phase, long bytes, Instant at) {}

    public RecoveryStatus(Operations operations, AlertBook book, Clock clock) {
        this.operations = operations;
        this.book = book;
        this.clock = clock;
    }

    /** What is told now of those that run. */
    public List<CatalogEntry> entries() {
        List<Operation> running = operations.running().stream()
                .filter(operation ->
                        operation.kind() == Kind.RECOVERY && operation.result().containsKey(OBJECTIVE))
                .toList();
        seen.keySet().retainAll(running.stream().map(Operation::id).toList());
        return running.stream().map(this::entry).toList();
    }

    private CatalogEntry entry(Operation operation) {
        Instant now = clock.instant();
        Duration since = Duration.between(operation.startedAt(), now);
        Duration objective = Duration.ofSeconds(((Number) operation.result().get(OBJECTIVE)).longValue());
        String text = "The recovery of " + operation.target() + " goes on: " + operation.phase() + progress(operation)
                + ", " + Figures.duration(since) + " after it was asked for (objective " + Figures.duration(objective)
                + (since.compareTo(objective) > 0 ? ", missed)." : ").") + estimate(operation, now);
        return book.followedUp(
                RecoveryNews.incident(Objects.toString(operation.result().get(RecoveryResumption.RECOVERY_ID))),
                "after " + since.toMinutes() + " min",
                text);
    }

    private static String progress(Operation operation) {
        return operation.progress().percent() == null
                ? ""
                : ", " + operation.progress().percent() + " % of "
                        + Figures.bytes(operation.progress().totalBytes());
    }

    /** By what the phase has done since it was looked at first; nothing where that can't be known. */
    private String estimate(Operation operation, Instant now) {
        long bytes = operation.progress().bytes();
        Seen first = seen.compute(
                operation.id(),
                (id, before) -> before != null && before.phase().equals(operation.phase())
                        ? before
                        : new Seen(operation.phase(), bytes, now));
        Long total = operation.progress().totalBytes();
        long done = bytes - first.bytes();
        if (total == null || done <= 0) {
            return "";
        }
        double left = Duration.between(first.at(), now).toMillis() * (double) Math.max(0, total - bytes) / done;
        return " At its speed so far this phase takes about "
                + Figures.duration(Duration.ofSeconds(Math.round(left / 1e3))) + " more.";
    }
}
