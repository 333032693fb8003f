package co.zencap.backup.report;

import co.zencap.backup.catalog.ReportQueries.Day;
import co.zencap.backup.catalog.ReportQueries.GoodBackup;
import co.zencap.backup.figures.Figures;
import co.zencap.backup.mail.LocalTimes;
import co.zencap.backup.mail.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Each target's last good backup, how many succeeded, and how long they took and how large they are.
 *
 * @param targets in the order in which they are shown
 */
record BackupsSection(
        ReportPeriod period,
        List<String> targets,
        Map<String, GoodBackup> lastGood,
        Map<String, List<Day>> days,
        LocalTimes times,
        Instant now)
        implements Section {
    /** More would make a message that is cut. */
    private static final int CHARTED_TARGETS = 10;

    @Override
    public List<String> concerns() {
        var concerns = new ArrayList<String>();
        for (String target : targets) {
            BackupDays days = of(target);
            long failed = days.runs() - days.succeeded();
            if (failed > 0) {
                concerns.add(failed + " of " + days.runs() + (days.runs() == 1 ? " backup" : " backups") + " of "
                        + target + " failed in " + period.inWords() + ".");
            }
        }
        return concerns;
    }

    @Override
    public void write(Page page) {
        page.section("Backups");
        page.table(
                List.of("Target", "Last good backup", "Succeeded", "Size", "Duration"),
                targets.stream().map(this::row).toList());
        String span = "of the last " + period.charted() + " days";
        for (String target : targets.subList(0, Math.min(targets.size(), CHARTED_TARGETS))) {
            page.chart(target + ": size on each " + span, of(target).chart(Day::bytes));
            page.chart(target + ": duration on each " + span, of(target).chart(Day::seconds));
        }
    }

    private List<String> row(String target) {
        BackupDays days = of(target);
        GoodBackup good = lastGood.get(target);
        return List.of(
                target,
                good == null
                        ? "none"
                        : times.time(good.createdAt()) + " (" + Figures.relative(good.createdAt(), now) + "), "
                                + Figures.bytes(good.storedBytes()) + " in " + good.repositories(),
                days.rate(),
                days.usual(Day::bytes, bytes -> Figures.bytes(Math.round(bytes))),
                days.usual(Day::seconds, seconds -> Figures.duration(Duration.ofMillis(Math.round(seconds * 1000)))));
    }

    private BackupDays of(String target) {
        return new BackupDays(period, days.getOrDefault(target, List.of()));
    }
}
