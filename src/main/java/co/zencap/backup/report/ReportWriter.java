package co.zencap.backup.report;

import co.zencap.backup.catalog.AlertQueries;
import co.zencap.backup.catalog.ReportQueries;
import co.zencap.backup.catalog.ReportQueries.Day;
import co.zencap.backup.catalog.ReportQueries.GoodBackup;
import co.zencap.backup.catalog.StorageSamples;
import co.zencap.backup.catalog.TestQueries;
import co.zencap.backup.mail.Email;
import co.zencap.backup.mail.LocalTimes;
import co.zencap.backup.mail.Page;
import co.zencap.backup.mail.Page.Tone;
import co.zencap.backup.objective.ObjectivesReport;
import co.zencap.backup.settings.Settings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Writes reports from what the catalog knows when they are sent. */
public final class ReportWriter {
    /** Tests are rare: the monthly one has to be among them. */
    private static final Duration TESTS_OF = Duration.ofDays(62);

    private static final int MOST_ALERTS = 1000;

    private final Settings settings;
    private final List<String> recipients;
    private final Known known;
    private final LocalTimes times;
    private final Clock clock;

    /**
     * Where what is told comes from.
     *
     * @param free bytes that can be used on the local repository's disk
     * @param schedules with their next runs, as action=status has them
     */
    public record Known(
            ReportQueries backups,
            TestQueries tests,
            ObjectivesReport objectives,
            StorageSamples storage,
            LongSupplier free,
            AlertQueries alerts,
            Supplier<List<Map<String, Object>>> schedules) {}

    public ReportWriter(Settings settings, List<String> recipients, Known known, Clock clock) {
        this.settings = settings;
        this.recipients = recipients;
        this.known = known;
        this.times = new LocalTimes(settings.timetable().zone());
        this.clock = clock;
    }

    /** The message of a report; throws while the catalog is away. */
    public Email email(DueReport report) {
        Instant now = clock.instant();
        List<Section> sections = sections(report, now);
        List<String> concerns = sections.stream()
                .flatMap(section -> section.concerns().stream())
                .toList();
        String verdict = concerns.isEmpty()
                ? "all is well"
                : concerns.size() == 1 ? "1 thing to see to" : concerns.size() + " things to see to";
        String name = report.period() == ReportPeriod.DAILY ? "Daily report" : "Weekly report";
        String service = settings.target().value();
        var page = new Page(
                name + " \u00b7 " + service + " \u00b7 " + settings.environment(),
                Character.toUpperCase(verdict.charAt(0)) + verdict.substring(1),
                concerns.isEmpty() ? Tone.GOOD : Tone.WARNING);
        page.paragraph("Of " + times.time(report.since()) + " to " + times.time(report.until()) + "."
                + (report.attempts() > 1 ? " It was delayed, and says how it stood at " + times.time(now) + "." : ""));
        if (!concerns.isEmpty()) {
            page.table(List.of("To see to"), concerns.stream().map(List::of).toList());
        }
        sections.forEach(section -> section.write(page));
        return new Email(
                "report-" + report.period().word() + "-" + service + "-"
                        + report.until().getEpochSecond(),
                null,
                recipients,
                "[ZenCap Backup] " + name + " of " + service + ", " + times.day(report.until()) + ": " + verdict,
                page,
                false,
                now);
    }

    private List<Section> sections(DueReport report, Instant now) {
        ReportPeriod period = report.period();
        Instant charted = report.until().minus(Duration.ofDays(period.charted()));
        Map<String, List<Day>> days =
                known.backups().days(charted, report.until()).stream().collect(Collectors.groupingBy(Day::target));
        Map<String, GoodBackup> lastGood =
                known.backups().lastGood().stream().collect(Collectors.toMap(GoodBackup::target, backup -> backup));
        return List.of(
                new BackupsSection(period, settings.targets(), lastGood, days, times, now),
                new ProofsSection(
                        period,
                        known.backups().verifications(report.since(), report.until()),
                        known.tests().times(settings.targets(), now.minus(TESTS_OF)),
                        report.since(),
                        times),
                new ObjectivesSection(known.objectives().report()),
                new StorageSection(
                        period, known.storage().since(charted), known.free().getAsLong(), report.until()),
                new AlertsSection(period, known.alerts().list(false, MOST_ALERTS), report.since(), times),
                new NextSection(known.schedules().get(), times, now));
    }
}
