package co.zencap.backup.alert;

import co.zencap.backup.catalog.CatalogEntry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is written down of alerts, and read from there: the catalog counts sightings, knows who is told and who was. While it
 * is away there are {@link UnwrittenAlerts}. Thread-safe.
 */
public final class AlertBook {
    private static final Logger LOG = LoggerFactory.getLogger(AlertBook.class);

    /** Longer than a request to a channel may take, so that two nodes never tell at once. */
    static final Duration CLAIM = Duration.ofMinutes(2);

    /** Of what nobody watches: so long unseen it is over. What a watch saw is over when the watch says so. */
    static final Duration QUIET = Duration.ofDays(2);

    /** Longer than it takes until each watch has looked again. */
    private static final Duration FIRST_LOOKS = Duration.ofHours(2);

    /** What is seen again within so long of its end has never been over; whoever is told that it is can rely on that. */
    static final Duration STEADY = Duration.ofMinutes(30);

    private static final Duration ESCALATION = Duration.ofMinutes(30);
    /** So often an alert goes on to the next person, and all before are told again. */
    public static final int ESCALATIONS = 10;

    /** Whoever takes an alert in hand has so long until others are called again. */
    public static final Duration TAKEN = Duration.ofHours(4);

    private static final Duration FIRST_WAIT = Duration.ofSeconds(15);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);
    private static final Duration KEPT_TRYING = Duration.ofDays(7);
    private static final int ATTEMPTS_ALONE = 3;

    private final String service;
    private final AlertRules rules;
    private final Set<String> tickets;
    private final Supplier<List<String>> targets;
    private final MessageRate rate;
    private final Clock clock;
    private final Instant begun;

    /**
     * @param service whose alerts these are; several may have one catalog
     * @param tickets channels that keep something open until they are told that it is over
     * @param targets all that is backed up now: no watch looks at others any more
     */
    public AlertBook(
            String service,
            AlertRules rules,
            Set<String> tickets,
            Supplier<List<String>> targets,
            MessageRate rate,
            Clock clock) {
        this.service = service;
        this.rules = rules;
        this.tickets = Set.copyOf(tickets);
        this.targets = targets;
        this.rate = rate;
        this.clock = clock;
        this.begun = clock.instant();
    }

    /** A sighting; the notifications of what is news come with it. */
    public CatalogEntry sighting(@Body Alert alert) {
        return sighting(alert, "");
    }

    /** Before a sighting is written down: what comes back soon goes on as the same alert. */
    public CatalogEntry back(@Body Alert alert) {
        return CatalogEntry.entry(
                "reopen-alert",
                "id",
                alert.id(),
                "service",
                service,
                "cause",
                alert.cause(),
                "soon",
                alert.at().minus(STEADY),
                "at",
                alert.at());
    }

    /** @param told channels that have told it already, with commas between */
    CatalogEntry sighting(Alert alert, String told) {
        return CatalogEntry.entry(
                "record-alert",
                "id",
                alert.id(),
                "service",
                service,
                "cause",
                alert.cause(),
                "overBy",
                alert.ending().by().word(),
                "overWhen",
                alert.ending().when(),
                "level",
                alert.level().name().toLowerCase(Locale.ROOT),
                "component",
                alert.component(),
                "target",
                alert.target(),
                "title",
                alert.problem().title(),
                "detail",
                alert.problem().detail(),
                "hint",
                alert.problem().hint(),
                "operationId",
                alert.operationId(),
                "backupId",
                alert.backupId(),
                "channels",
                String.join(",", rules.channels(alert)),
                "told",
                told,
                "follows",
                alert.follows(),
                "at",
                alert.at());
    }

    /** The channels that an alert is told through. */
    List<String> channels(Alert alert) {
        return rules.channels(alert);
    }

    /** What a watch no longer sees. */
    public CatalogEntry unseen(Sightings sightings) {
        return CatalogEntry.entry(
                "resolve-unseen-alerts",
                "service",
                service,
                "watch",
                sightings.watch(),
                "causes",
                sightings.alerts().stream().map(Alert::cause).collect(Collectors.joining("\n")),
                "at",
                sightings.at());
    }

    /** Parameters of the statements that follow alerts: what is over, due, or for the next person. */
    public Map<String, Object> now() {
        Instant now = clock.instant();
        var parameters = new HashMap<String, Object>(Map.of(
                "service", service,
                "now", now.toString(),
                "until", now.plus(CLAIM).toString(),
                "quietSince", quietSince(now).toString(),
                "before", now.minus(ESCALATION).toString(),
                "most", ESCALATIONS,
                "resting", String.join(",", rate.resting()),
                "channels", String.join(",", rules.forEscalation())));
        parameters.put("tickets", String.join(",", tickets));
        parameters.put("targets", String.join(",", targets.get()));
        parameters.put("lapsed", now.minus(TAKEN).toString());
        parameters.put("steady", now.minus(STEADY).toString());
        parameters.put("known", String.join(",", rules.all()));
        parameters.put("insteadOfCritical", String.join(",", rules.insteadOfLost(Alert.Level.CRITICAL)));
        parameters.put("insteadOfError", String.join(",", rules.insteadOfLost(Alert.Level.ERROR)));
        parameters.put("insteadOfWarning", String.join(",", rules.insteadOfLost(Alert.Level.WARNING)));
        return parameters;
    }

    /** Who was away for days has seen nothing: that is no sign that anything is over. */
    private Instant quietSince(Instant now) {
        return now.isBefore(begun.plus(FIRST_LOOKS)) ? Instant.EPOCH : now.minus(QUIET);
    }

    /** Claimed rows as what is to be told. */
    public List<Notice> notices(@Body List<Map<String, Object>> rows) {
        return rows.stream()
                .map(Notice::of)
                .sorted(Comparator.comparingLong(Notice::notification))
                .toList();
    }

    /** A channel took it. */
    public CatalogEntry sent(Notice notice) {
        return outcome(
                notice.told(),
                "sent",
                null,
                clock.instant(),
                "",
                notice.isDigest() ? notice.alert().id() : null);
    }

    /** A channel did not: it is tried again, with more and more time between, for a week; others tell in its place. */
    public List<CatalogEntry> failed(
            @ExchangeProperty("notice") Notice notice, @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure) {
        LOG.warn("The channel {} did not take an alert. {}", notice.channel(), ChannelFailure.reason(failure));
        String reason = ChannelFailure.reason(failure);
        Instant now = clock.instant();
        return notice.told().stream()
                .collect(Collectors.groupingBy(each -> next(each, failure, now)))
                .entrySet()
                .stream()
                .map(same -> outcome(
                        same.getValue(),
                        same.getKey().state(),
                        reason,
                        same.getKey().at(),
                        same.getKey().instead(),
                        null))
                .toList();
    }

    /**
     * What follows when a channel did not take a notification.
     *
     * @param at when it is tried again
     * @param instead channels that tell in its place
     */
    private record Next(String state, Instant at, String instead) {}

    private Next next(Notice notice, Exception failure, Instant now) {
        // What has become of an alert that is months old is news all the same.
        Instant news = notice.isResolved() ? notice.resolvedAt() : notice.seenAt();
        Instant again = ChannelFailure.nextTry(failure, notice.attempts(), now);
        // At least so many: of a try whose node died nobody has heard.
        boolean goesOn = notice.attempts() >= ATTEMPTS_ALONE || again.isAfter(now.plus(LONGEST_WAIT));
        return new Next(
                news.plus(KEPT_TRYING).isBefore(now) ? "failed" : "waiting",
                again,
                goesOn && notice.isNewsToAll()
                        ? String.join(
                                ",",
                                rules.insteadOf(notice.channel(), notice.alert().level()))
                        : "");
    }

    /** Somebody sees to it. */
    public CatalogEntry acknowledged(String id, String by) {
        return CatalogEntry.entry(
                "acknowledge-alert",
                "id",
                id,
                "service",
                service,
                "by",
                by,
                "channels",
                String.join(",", rules.forAcknowledgement()),
                "at",
                clock.instant());
    }

    /** Nobody is told of its cause for so long. */
    public CatalogEntry silenced(String id, String by, Duration time) {
        Instant now = clock.instant();
        return CatalogEntry.entry(
                "silence-alert", "id", id, "service", service, "by", by, "at", now, "until", now.plus(time));
    }

    /**
     * How it goes with what an alert tells of, for those who talk about it.
     *
     * @param what has happened; told once for each
     */
    public CatalogEntry followedUp(String id, String what, String detail) {
        return CatalogEntry.entry(
                "follow-up-alert",
                "id",
                id,
                "service",
                service,
                "what",
                what,
                "detail",
                detail,
                "channels",
                String.join(",", rules.forAcknowledgement()),
                "at",
                clock.instant());
    }

    /** Something that has come to its end is over, and how. */
    public CatalogEntry concluded(String id, String resolution) {
        return CatalogEntry.entry(
                "resolve-alert", "id", id, "service", service, "resolution", resolution, "at", clock.instant());
    }

    /** Somebody says that it is over. */
    public CatalogEntry resolved(String id, String by) {
        return concluded(id, "By " + by + ".");
    }

    private CatalogEntry outcome(
            List<Notice> notices, String state, String answer, Instant nextAt, String instead, String digest) {
        return CatalogEntry.entry(
                "record-notification",
                "notifications",
                notices.stream().map(n -> Long.toString(n.notification())).collect(Collectors.joining(",")),
                "state",
                state,
                "answer",
                answer,
                "nextAt",
                nextAt,
                "at",
                clock.instant(),
                "instead",
                instead,
                "digest",
                digest);
    }

    /** Doubles from a quarter of a minute to a quarter of an hour. */
    static Duration wait(int attempts) {
        Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(Math.max(attempts - 1, 0), 10));
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }
}
