package co.zencap.backup.report;

import co.zencap.backup.catalog.AlertQueries.Row;
import co.zencap.backup.mail.CleanText;
import co.zencap.backup.mail.LocalTimes;
import co.zencap.backup.mail.Page;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/**
 * What is wrong, and what no longer is.
 *
 * @param alerts the open ones first, the worst of them first; then the newest
 * @param since the beginning of the time that is told of
 */
record AlertsSection(ReportPeriod period, List<Row> alerts, Instant since, LocalTimes times) implements Section {
    private static final int SHOWN = 20;

    @Override
    public List<String> concerns() {
        long open =
                open().stream().filter(alert -> !alert.level().equals("info")).count();
        return open == 0 ? List.of() : List.of(open == 1 ? "1 alert is open." : open + " alerts are open.");
    }

    @Override
    public void write(Page page) {
        page.section("Alerts");
        show(page, open(), "open", "No alert is open.", this::state);
        List<Row> resolved = alerts.stream()
                .filter(alert ->
                        alert.resolvedAt() != null && alert.resolvedAt().isAfter(since))
                .toList();
        show(
                page,
                resolved,
                "resolved",
                "None was resolved in " + period.inWords() + ".",
                alert -> "resolved " + times.time(alert.resolvedAt()) + ": " + alert.resolution());
    }

    private void show(Page page, List<Row> some, String which, String none, Function<Row, String> state) {
        if (some.isEmpty()) {
            page.paragraph(none);
            return;
        }
        page.table(
                List.of("Level", "What", "Since", "Seen", "State"),
                some.stream()
                        .limit(SHOWN)
                        .map(alert -> List.of(
                                alert.level(),
                                CleanText.line(alert.problem().title(), 300),
                                times.time(alert.at()),
                                alert.times() == 1 ? "once" : alert.times() + " times",
                                CleanText.line(state.apply(alert), 300)))
                        .toList());
        if (some.size() > SHOWN) {
            page.paragraph(
                    "And " + (some.size() - SHOWN) + " more that are " + which + ": GET /api/v1/alerts lists them.");
        }
    }

    private String state(Row alert) {
        if (alert.acknowledgedAt() != null) {
            return "taken by " + alert.acknowledgedBy();
        }
        return alert.silencedUntil() == null
                ? "nobody has taken it"
                : "silent until " + times.time(alert.silencedUntil());
    }

    private List<Row> open() {
        return alerts.stream().filter(alert -> alert.resolvedAt() == null).toList();
    }
}
