package co.zencap.backup.report;

import co.zencap.backup.figures.Figures;
import co.zencap.backup.mail.LocalTimes;
import co.zencap.backup.mail.Page;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What comes next.
 *
 * @param schedules as action=status has them
 */
record NextSection(List<Map<String, Object>> schedules, LocalTimes times, Instant now) implements Section {

    @Override
    public List<String> concerns() {
        return List.of();
    }

    @Override
    public void write(Page page) {
        page.section("What comes next");
        List<List<String>> rows = schedules.stream()
                .filter(each -> each.get("nextRun") != null)
                .sorted(Comparator.comparing(each -> (Instant) each.get("nextRun")))
                .map(each -> List.of((String) each.get("description"), when((Instant) each.get("nextRun"))))
                .toList();
        if (rows.isEmpty()) {
            page.paragraph("Nothing is due.");
        } else {
            page.table(List.of("What", "When"), rows);
        }
        List<String> off = schedules.stream()
                .filter(each -> each.get("timing").equals("off"))
                .map(each -> (String) each.get("name"))
                .toList();
        if (!off.isEmpty()) {
            page.paragraph("Switched off: " + String.join(", ", off) + ".");
        }
    }

    private String when(Instant next) {
        return times.time(next) + " (" + Figures.relative(next, now) + ")";
    }
}
