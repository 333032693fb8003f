package co.zencap.backup.report;

import co.zencap.backup.figures.Figures;
import co.zencap.backup.mail.Page;
import co.zencap.backup.objective.Compliance;
import co.zencap.backup.objective.Compliance.Verdict;
import java.util.List;
import java.util.Locale;

/** How it stands with the objectives: how long a recovery takes, and how much would be lost. */
record ObjectivesSection(List<Compliance> objectives) implements Section {

    @Override
    public List<String> concerns() {
        return objectives.stream()
                .filter(each -> each.verdict() == Verdict.MISSED || each.verdict() == Verdict.AT_RISK)
                .map(each -> "The " + each.name() + " objective of " + each.of() + " is " + words(each.verdict()) + ". "
                        + each.detail())
                .map(String::strip)
                .toList();
    }

    @Override
    public void write(Page page) {
        page.section("Objectives");
        page.table(
                List.of("Objective", "Limit", "Measured", "Verdict", "Why"),
                objectives.stream()
                        .map(each -> List.of(
                                each.name() + " of " + each.of(),
                                Figures.duration(each.objective()),
                                each.measured().map(Figures::duration).orElse("-"),
                                words(each.verdict()),
                                each.detail()))
                        .toList());
    }

    private static String words(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
