package co.zencap.backup.report;

import co.zencap.backup.catalog.ReportQueries.Verified;
import co.zencap.backup.catalog.TestQueries.TestTimes;
import co.zencap.backup.figures.Figures;
import co.zencap.backup.mail.LocalTimes;
import co.zencap.backup.mail.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was proved: copies that were read back, and backups that were restored.
 *
 * @param verified of the time that is told of
 * @param tests the newest first; older ones, too
 * @param since the beginning of that time
 */
record ProofsSection(
        ReportPeriod period, List<Verified> verified, List<TestTimes> tests, Instant since, LocalTimes times)
        implements Section {

    @Override
    public List<String> concerns() {
        var concerns = new ArrayList<String>();
        for (Verified each : verified) {
            if (each.failed() > 0) {
                concerns.add(each.failed() + (each.failed() == 1 ? " verification" : " verifications") + " of "
                        + each.target() + " failed in " + period.inWords() + ".");
            }
        }
        long failed = recent(tests).stream().filter(test -> !test.passed()).count();
        if (failed > 0) {
            concerns.add(failed + (failed == 1 ? " restoration test" : " restoration tests") + " failed in "
                    + period.inWords() + ".");
        }
        return concerns;
    }

    @Override
    public void write(Page page) {
        page.section("Proofs");
        if (verified.isEmpty()) {
            page.paragraph("No copy was read back in " + period.inWords() + ".");
        } else {
            page.table(
                    List.of("Verification of", "Passed", "Failed", "Latest"),
                    verified.stream()
                            .map(each -> List.of(
                                    each.target(),
                                    Figures.count(each.passed()),
                                    Figures.count(each.failed()),
                                    times.time(each.latest())))
                            .toList());
        }
        if (tests.isEmpty()) {
            page.paragraph("No backup was restored in the last 62 days.");
        } else {
            page.table(List.of("Restoration test", "Passed", "Failed", "Last passed", "It took"), rows());
        }
    }

    private List<List<String>> rows() {
        var byType = new LinkedHashMap<String, List<TestTimes>>();
        tests.forEach(test ->
                byType.computeIfAbsent(name(test), type -> new ArrayList<>()).add(test));
        var rows = new ArrayList<List<String>>();
        for (Map.Entry<String, List<TestTimes>> type : byType.entrySet()) {
            List<TestTimes> recent = recent(type.getValue());
            long passed = recent.stream().filter(TestTimes::passed).count();
            Optional<TestTimes> last =
                    type.getValue().stream().filter(TestTimes::passed).findFirst();
            rows.add(List.of(
                    type.getKey(),
                    Figures.count(passed),
                    Figures.count(recent.size() - passed),
                    last.map(test -> times.time(test.startedAt())).orElse("never in the last 62 days"),
                    last.map(test -> Figures.duration(Duration.between(test.startedAt(), test.endedAt())))
                            .orElse("")));
        }
        return rows;
    }

    private static String name(TestTimes test) {
        return test.testType() + (test.target() == null ? "" : " of " + test.target());
    }

    private List<TestTimes> recent(List<TestTimes> all) {
        return all.stream().filter(test -> test.endedAt().isAfter(since)).toList();
    }
}
