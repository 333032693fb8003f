package co.zencap.backup.report;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.alert.ChannelFailure;
import co.zencap.backup.alert.Sightings;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.operation.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;

/** What is written down of reports: which are due, who sends them, and what became of them. */
public final class ReportOutbox {
    /** Longer than a server may take, so that two nodes never send at once. */
    static final Duration CLAIM = Duration.ofMinutes(5);

    /** About a quarter of an hour; a mail server that is started anew is back by then. */
    private static final int ATTEMPTS_IN_SILENCE = 6;

    private static final String WATCH = "reports ";

    private final String service;
    private final Clock clock;

    /** @param service whose reports these are; several may have one catalog */
    public ReportOutbox(String service, Clock clock) {
        this.service = service;
        this.clock = clock;
    }

    /** One of a period is due; two nodes that say so in the same minute mean one. */
    public CatalogEntry due(@Body String period) {
        return CatalogEntry.entry(
                "record-report",
                "service",
                service,
                "period",
                ReportPeriod.of(period).word(),
                "until",
                clock.instant().truncatedTo(ChronoUnit.MINUTES));
    }

    /** Parameters of the statement that claims what is due. */
    public Map<String, Object> now() {
        Instant now = clock.instant();
        return Map.of(
                "service",
                service,
                "now",
                now.toString(),
                "claim",
                now.plus(CLAIM).toString());
    }

    /** Claimed rows as what is to be sent. */
    public List<DueReport> reports(@Body List<Map<String, Object>> rows) {
        return rows.stream().map(DueReport::of).toList();
    }

    /** The mail server took it. */
    public CatalogEntry sent(DueReport report) {
        return outcome(report, "sent", null, clock.instant());
    }

    /** It was not written or not taken: it is tried again until the next one is due. */
    public CatalogEntry failed(
            @ExchangeProperty("report") DueReport report,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure) {
        return outcome(
                report,
                "waiting",
                reason(failure),
                ChannelFailure.nextTry(failure, report.attempts(), clock.instant()));
    }

    /** A sentence on why. */
    public String reason(Exception failure) {
        return ChannelFailure.reason(failure);
    }

    /** Whoever waits for a report has to know that there is one, and that it does not come; null as long as it is late only. */
    public Sightings undelivered(DueReport report) {
        if (report.attempts() < ATTEMPTS_IN_SILENCE) {
            return null;
        }
        var problem = new Problem(
                "The " + report.period().word() + " report can't be sent",
                "It has been tried " + report.attempts() + " times, and is tried again until the next one is due.",
                "The log says why; see to BACKUP_SMTP_URL or SENDGRID_API_KEY.");
        return new Sightings(
                WATCH + report.period().word(),
                clock.instant(),
                List.of(Alert.of(Level.WARNING, "report", "", problem, clock.instant())
                        .about("undelivered " + report.period().word())));
    }

    /** One was taken; that says nothing of those of another period. */
    public Sightings delivered(DueReport report) {
        return new Sightings(WATCH + report.period().word(), clock.instant(), List.of());
    }

    private CatalogEntry outcome(DueReport report, String state, String answer, Instant nextAt) {
        return CatalogEntry.entry(
                "record-report-outcome",
                "service",
                service,
                "period",
                report.period().word(),
                "until",
                report.until(),
                "state",
                state,
                "answer",
                answer,
                "nextAt",
                nextAt,
                "at",
                clock.instant());
    }
}
