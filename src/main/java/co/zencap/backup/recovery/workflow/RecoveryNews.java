package co.zencap.backup.recovery.workflow;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.alert.AlertBook;
import co.zencap.backup.alert.Ending;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.figures.Figures;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** What people are told of a recovery: an incident from its beginning to its end, and what went wrong. */
public final class RecoveryNews {
    private static final String COMPONENT = "recovery";

    private final AlertBook book;
    private final Clock clock;

    public RecoveryNews(AlertBook book, Clock clock) {
        this.book = book;
        this.clock = clock;
    }

    /** Opens the incident. */
    Alert begun(RecoveryRecord record, Operation operation) {
        var problem = new Problem(
                "The recovery of " + record.what() + " has begun",
                "Backup " + record.backup().id()
                        + " is restored beside what is live, compared, and then swapped in"
                        + (record.database() == null ? "" : "; sessions are ended at that moment")
                        + ". Until then nothing changes.",
                "./zencap status shows how far it is, operation " + operation.id() + ".");
        return Alert.of(Level.CRITICAL, COMPONENT, operation, problem, clock.instant())
                .about("under way " + record.id())
                .until(Ending.success(Operation.Kind.RECOVERY))
                .named(incident(record));
    }

    /** Says in the incident which step has begun. */
    CatalogEntry status(RecoveryRecord record, Duration objective) {
        Duration since = Duration.between(record.startedAt(), clock.instant());
        return book.followedUp(
                incident(record),
                record.step().name(),
                "The recovery of " + record.what() + " " + record.step().words() + ", " + Figures.duration(since)
                        + " after it was asked for (objective " + Figures.duration(objective) + ").");
    }

    /** Closes the incident with what came of it. */
    CatalogEntry over(RecoveryRecord record, String outcome) {
        return book.concluded(incident(record), outcome);
    }

    /** A recovery, an undo or what was left of one has failed. */
    Alert failed(String id, Operation operation, Problem problem) {
        return Alert.of(Level.CRITICAL, COMPONENT, operation, problem, clock.instant())
                .about("failed " + id)
                .until(Ending.success(Operation.Kind.RECOVERY));
    }

    /** What an earlier process had begun has come to an end here. */
    Alert cutOff(RecoveryRecord record, Level level, Problem problem) {
        return Alert.of(
                        level,
                        COMPONENT,
                        record.target(),
                        problem,
                        record.operationId(),
                        record.backup().id(),
                        clock.instant())
                .about("cut off " + record.id())
                .until(Ending.success(Operation.Kind.RECOVERY));
    }

    /** What an earlier process had begun can't be brought to an end now. */
    Alert stuck(RecoveryRecord record, Problem problem) {
        return cutOff(
                        record,
                        Level.CRITICAL,
                        new Problem(
                                problem.title(),
                                problem.detail() + " That is tried again every half a minute; no new recovery begins"
                                        + " until then.",
                                problem.hint()))
                .about("stuck " + record.id());
    }

    /** What was there before is in use again. */
    Alert undone(RecoveryRecord record, Operation operation, List<RecoveryPart> back, List<RecoveryPart> staying) {
        String besides = besides(back);
        var problem = new Problem(
                "The recovery of " + record.what() + " was undone",
                "What was there before recovery " + record.id()
                        + " is in use again. What had been recovered" + (staying.isEmpty() ? "" : " of " + list(back))
                        + ", with all that was written since, lies beside it: " + besides + "." + stays(staying),
                "Drop or delete " + besides + " when nobody needs it any more.");
        return Alert.of(Level.WARNING, COMPONENT, operation, problem, clock.instant())
                .about("undone " + record.id());
    }

    /** What is said of a recovery that failed where there is nothing to go back to. */
    static String unproved(RecoveryRecord record) {
        return "There was no database " + record.database()
                + " before; what was restored has its name, and has not proved itself.";
    }

    /** A sentence on what was recovered where nothing had been, with a space before; empty where there is no such thing. */
    static String stays(List<RecoveryPart> staying) {
        return staying.isEmpty()
                ? ""
                : " There was no such thing as " + list(staying) + " before; what was recovered of that stays in use.";
    }

    /** Where what was recovered lies once it is undone. */
    static String besides(List<RecoveryPart> undone) {
        return undone.stream().map(RecoveryPart::beside).collect(Collectors.joining(", "));
    }

    /** Parts of a recovery, in the middle of a sentence. */
    static String list(List<RecoveryPart> parts) {
        return parts.isEmpty()
                ? "nothing"
                : parts.stream().map(RecoveryPart::what).collect(Collectors.joining(" and "));
    }

    private static String incident(RecoveryRecord record) {
        return incident(record.id());
    }

    /** The id of the alert that is a recovery's incident. */
    static String incident(String recoveryId) {
        return UUID.nameUUIDFromBytes(("recovery " + recoveryId).getBytes(StandardCharsets.UTF_8))
                .toString();
    }
}
