package co.zencap.backup.alert;

import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.operation.Problem;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What one channel has to tell of an alert; or, in a digest, of many at once: then the alert is one that sums them up.
 *
 * @param notification its row in the catalog; 0 while the catalog is away
 * @param event what has become of the alert: {@code opened}, {@code raised to LEVEL}, {@code escalated N},
 *     {@code acknowledged}, {@code status WHAT}, {@code resolved}, {@code returned}, {@code resolved again}
 * @param channel through which it goes
 * @param attempts how often this has been tried, this time included
 * @param alert as it was seen last, by the name of its first sighting
 * @param seen how often it was seen
 * @param seenAt when it was seen last
 * @param resolvedAt when it was over; null while it is open
 * @param resolution how that is known; null while it is open
 * @param escalations how often it was told to the next person
 * @param acknowledgedBy who sees to it; null while nobody does
 * @param toldIn the digest in which this channel told that it was opened; null when it was told for itself, then or since
 * @param endedDigests those that told of it through this channel and that told of nothing that is still open
 * @param parts of a digest, what it tells of; else empty
 */
public record Notice(
        long notification,
        String event,
        String channel,
        int attempts,
        Alert alert,
        int seen,
        Instant seenAt,
        Instant resolvedAt,
        String resolution,
        int escalations,
        String acknowledgedBy,
        String toldIn,
        List<String> endedDigests,
        List<Notice> parts) {
    static final String OPENED = "opened";
    static final String RETURNED = "returned";
    static final String ACKNOWLEDGED = "acknowledged";

    /** The component of alerts that only try whether a channel works. */
    static final String TEST = "test";

    /** Of one alert. */
    public Notice(
            long notification,
            String event,
            String channel,
            int attempts,
            Alert alert,
            int seen,
            Instant seenAt,
            Instant resolvedAt,
            String resolution,
            int escalations,
            String acknowledgedBy) {
        this(
                notification,
                event,
                channel,
                attempts,
                alert,
                seen,
                seenAt,
                resolvedAt,
                resolution,
                escalations,
                acknowledgedBy,
                null,
                List.of(),
                List.of());
    }

    /** Of an alert that can't be written down now. */
    static Notice unwritten(Alert alert, String channel) {
        return new Notice(0, OPENED, channel, 1, alert, 1, alert.at(), null, null, 0, null);
    }

    /** From its row in the catalog. */
    static Notice of(Map<String, Object> row) {
        int returns = ((Number) row.get("came_back")).intValue();
        String detail = (String) row.get("detail");
        var problem = new Problem(
                (String) row.get("title"),
                returns == 0 ? detail : detail + (detail.endsWith(".") ? " " : ". ") + returned(returns),
                (String) row.get("hint"));
        var alert = new Alert(
                (String) row.get("id"),
                (String) row.get("cause"),
                new Ending(Ending.By.of((String) row.get("over_by")), (String) row.get("over_when")),
                Level.valueOf(((String) row.get("level")).toUpperCase(Locale.ROOT)),
                (String) row.get("component"),
                (String) row.get("target"),
                problem,
                (String) row.get("operation_id"),
                (String) row.get("backup_id"),
                instant(row.get("at")),
                "");
        return new Notice(
                ((Number) row.get("notification")).longValue(),
                (String) row.get("event"),
                (String) row.get("channel"),
                ((Number) row.get("attempts")).intValue(),
                alert,
                ((Number) row.get("times")).intValue(),
                instant(row.get("seen_at")),
                instant(row.get("resolved_at")),
                (String) row.get("resolution"),
                ((Number) row.get("escalations")).intValue(),
                (String) row.get("acknowledged_by"),
                (String) row.get("told_in"),
                row.get("ended_digests") == null ? List.of() : List.of(((String) row.get("ended_digests")).split(",")),
                List.of());
    }

    private static String returned(int times) {
        return "It came back " + (times == 1 ? "" : times + " times, each time ")
                + "within half an hour of being over. You are told that it is over when it has been for so long.";
    }

    /** Of nothing: tries whether a channel works. */
    public static Notice test(String channel, Instant now) {
        var problem = new Problem(
                "TEST of the channel " + channel,
                "This only tries whether alerts arrive here. Nothing is wrong.",
                "Nothing is to be done.");
        return unwritten(Alert.of(Level.INFO, TEST, "", problem, now).about(channel), channel);
    }

    /** The same when it is over. */
    public Notice over(String how, Instant now) {
        return new Notice(
                notification,
                "resolved",
                channel,
                attempts,
                alert,
                seen,
                seenAt,
                now,
                how,
                escalations,
                acknowledgedBy,
                toldIn,
                endedDigests,
                parts);
    }

    /** The same of a digest that told of this, and of which this was the last that was open. */
    public Notice of(String digest) {
        return new Notice(
                notification,
                event,
                channel,
                attempts,
                alert.named(digest),
                seen,
                seenAt,
                resolvedAt,
                resolution,
                escalations,
                acknowledgedBy,
                null,
                List.of(),
                List.of());
    }

    private static Instant instant(Object timestamp) {
        return timestamp == null ? null : ((Timestamp) timestamp).toInstant();
    }

    /** The same for each try, so that a receiver who gets it twice can tell. */
    public String idempotencyKey() {
        return event.equals(OPENED) ? alert.id() : alert.id() + "/" + event.replace(' ', '-');
    }

    /** Whether others, too, have to hear it; that somebody sees to it is for those who talk about it. */
    boolean isNewsToAll() {
        return !event.equals(ACKNOWLEDGED);
    }

    /** Whether nothing is wrong and somebody only tries the channel. */
    public boolean isTest() {
        return alert.component().equals(TEST);
    }

    public boolean isDigest() {
        return !parts.isEmpty();
    }

    /** Whether what channels have done for it can be looked up. */
    public boolean isWrittenDown() {
        return notification != 0 || isDigest();
    }

    /** Whether it is of one alert that people can see to: not of many, and not of nothing. */
    public boolean isOfAnAlert() {
        return !isDigest() && !isTest();
    }

    /** All that it tells of: the parts of a digest, or itself. */
    public List<Notice> told() {
        return isDigest() ? parts : List.of(this);
    }

    /** Whether it is the first that is to be heard of it since it was over, or ever. */
    public boolean isBeginning() {
        return event.equals(OPENED) || event.equals(RETURNED);
    }

    public boolean isResolved() {
        return resolvedAt != null;
    }

    /** At which level a log has it: ERROR, WARN, or INFO, as of what is over. */
    public String logLevel() {
        if (isResolved()) {
            return "INFO";
        }
        return switch (alert.level()) {
            case INFO -> "INFO";
            case WARNING -> "WARN";
            case ERROR, CRITICAL -> "ERROR";
        };
    }

    /** One line for a log or a title. */
    public String sentence() {
        return isResolved()
                ? "RESOLVED " + alert.level() + " [" + alert.component() + "] "
                        + alert.problem().title() + ": " + resolution
                : "ALERT " + alert.level() + " [" + alert.component() + "] "
                        + alert.problem().sentence();
    }
}
