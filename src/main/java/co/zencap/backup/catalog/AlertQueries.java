package co.zencap.backup.catalog;

import co.zencap.backup.operation.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the catalog knows of alerts and of who was told. */
public final class AlertQueries {
    private static final Duration LAST_DAYS = Duration.ofDays(7);

    /** A channel that refuses once may be busy. */
    private static final int ATTEMPTS = 2;

    private final CatalogQueries queries;
    private final String service;
    private final Clock clock;

    /** @param service whose alerts; another's may lie in the same catalog */
    public AlertQueries(CatalogQueries queries, String service, Clock clock) {
        this.queries = queries;
        this.service = service;
        this.clock = clock;
    }

    /**
     * One alert.
     *
     * @param cause what is wrong, the same each time it comes back
     * @param at when it was seen first
     * @param seenAt when it was seen last
     * @param times how often
     * @param cameBack how often it was over for less than half an hour
     * @param resolvedAt when it was over; null while it is open
     * @param silencedUntil until when nobody is told of this cause; null when people are
     * @param escalations how often it went on to the next person
     */
    public record Row(
            String id,
            String cause,
            String level,
            String component,
            String target,
            Problem problem,
            String operationId,
            String backupId,
            Instant at,
            Instant seenAt,
            int times,
            int cameBack,
            Instant resolvedAt,
            String resolution,
            Instant acknowledgedAt,
            String acknowledgedBy,
            Instant silencedUntil,
            String silencedBy,
            int escalations) {}

    /**
     * Whom it was told to.
     *
     * @param digest the message that told it together with much else; null when it was told for itself
     */
    public record Notification(
            String event,
            String channel,
            String state,
            Instant at,
            Instant nextAt,
            int attempts,
            String answer,
            String digest,
            Instant endedAt) {}

    /**
     * What has become of it at a time.
     *
     * @param event by the word of notifications that tell of it; else seen again, silenced or silence ended
     * @param by who did it; null where nobody did
     * @param until when a silence ends; null for all else
     * @param detail why, or how that is known; null where nothing is to be said
     * @param times how often in a row; more than once only for what was seen again
     * @param lastAt when it was so for the last time in that row
     */
    public record Event(Instant at, String event, String by, Instant until, String detail, int times, Instant lastAt) {}

    /**
     * How a channel does.
     *
     * @param waiting messages that it has not taken yet
     * @param failing those of them that it refused more than once
     * @param sentAt when it last took one; null if not in the last days
     * @param answer what it said when it refused the latest; null without one
     */
    public record Channel(String name, long waiting, long failing, Instant sentAt, String answer) {}

    /** Those that were used in the last days. */
    public List<Channel> channels() {
        Instant now = clock.instant();
        return queries
                .query(
                        "channel-health",
                        Map.of(
                                "service",
                                service,
                                "attempts",
                                ATTEMPTS,
                                "since",
                                now.minus(LAST_DAYS).toString(),
                                "now",
                                now.toString()))
                .stream()
                .map(row -> new Channel(
                        row.text("channel"),
                        row.number("waiting"),
                        row.number("failing"),
                        row.instant("sent_at"),
                        row.text("answer")))
                .toList();
    }

    /** How many are open, by level. */
    public Map<String, Long> openByLevel() {
        return queries.query("open-alerts", Map.of("service", service)).stream()
                .collect(Collectors.toMap(row -> row.text("level"), row -> row.number("count")));
    }

    /** Open ones first, the worst of them first; then the newest. */
    public List<Row> list(boolean openOnly, int limit) {
        return rows("", "", openOnly, limit);
    }

    /** One of them. */
    public Optional<Row> find(String id) {
        return rows(id, "", false, 1).stream().findFirst();
    }

    /** Those whose id begins so, at most {@code limit}, in the order of the list. */
    public List<Row> beginningWith(String start, int limit) {
        return rows("", start, false, limit);
    }

    private List<Row> rows(String id, String start, boolean openOnly, int limit) {
        return queries
                .query(
                        "list-alerts",
                        Map.of(
                                "service", service,
                                "id", id,
                                "start", start,
                                "openOnly", openOnly,
                                "limit", limit,
                                "now", clock.instant().toString()))
                .stream()
                .map(AlertQueries::row)
                .toList();
    }

    /** In the order in which they were begun. */
    public List<Notification> notifications(String id) {
        return queries.query("notifications-of-alert", Map.of("id", id)).stream()
                .map(row -> new Notification(
                        row.text("event"),
                        row.text("channel"),
                        row.text("state"),
                        row.instant("at"),
                        row.instant("next_at"),
                        (int) row.number("attempts"),
                        row.text("answer"),
                        row.text("digest"),
                        row.instant("ended_at")))
                .toList();
    }

    /** In their order. */
    public List<Event> history(String id) {
        return queries.query("history-of-alert", Map.of("id", id)).stream()
                .map(row -> new Event(
                        row.instant("at"),
                        row.text("event"),
                        row.text("by"),
                        row.instant("until"),
                        row.text("detail"),
                        (int) row.number("times"),
                        row.instant("last_at")))
                .toList();
    }

    private static Row row(FoundRow row) {
        return new Row(
                row.text("id"),
                row.text("cause"),
                row.text("level"),
                row.text("component"),
                row.text("target"),
                new Problem(row.text("title"), row.text("detail"), row.text("hint")),
                row.text("operation_id"),
                row.text("backup_id"),
                row.instant("at"),
                row.instant("seen_at"),
                (int) row.number("times"),
                (int) row.number("came_back"),
                row.instant("resolved_at"),
                row.text("resolution"),
                row.instant("acknowledged_at"),
                row.text("acknowledged_by"),
                row.instant("silenced_until"),
                row.text("silenced_by"),
                (int) row.number("escalations"));
    }
}
