package co.zencap.backup.report;

import co.zencap.backup.catalog.StorageSamples.Row;
import co.zencap.backup.figures.Figures;
import co.zencap.backup.mail.Page;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.storage.Growth;
import co.zencap.backup.storage.Growth.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the repositories hold, and how it grows.
 *
 * @param samples of each repository, of the days of the charts
 * @param free bytes of the local repository's disk that can be used
 */
record StorageSection(ReportPeriod period, Map<String, List<Row>> samples, long free, Instant until)
        implements Section {

    @Override
    public List<String> concerns() {
        return List.of();
    }

    @Override
    public void write(Page page) {
        page.section("Storage");
        if (samples.isEmpty()) {
            page.paragraph("Nothing has been measured yet; that is done once a day. The local repository's disk has "
                    + Figures.bytes(free) + " free.");
            return;
        }
        var rows = new ArrayList<List<String>>();
        new TreeMap<>(samples).forEach((repository, kept) -> rows.add(row(repository, totals(kept))));
        page.table(List.of("Repository", "Holds", "Grows a day", "Free"), rows);
        new TreeMap<>(samples)
                .forEach((repository, kept) -> page.chart(
                        repository + ": held on each of the last " + period.charted() + " days", chart(totals(kept))));
    }

    private List<String> row(String repository, List<Sample> totals) {
        OptionalLong growth = Growth.perDay(totals);
        long last = totals.get(totals.size() - 1).amount();
        return List.of(
                repository,
                Figures.bytes(last),
                growth.isEmpty() ? "not known yet" : signed(growth.getAsLong()),
                repository.equals(LocalRepository.ID) ? Figures.bytes(free) + left(growth) : "");
    }

    private static String signed(long bytes) {
        return (bytes < 0 ? "-" : "+") + Figures.bytes(Math.abs(bytes));
    }

    private String left(OptionalLong growth) {
        return growth.isPresent() && growth.getAsLong() > 0
                ? ", enough for " + Figures.count(free / growth.getAsLong()) + " days"
                : "";
    }

    /** All that a repository held at each time, the oldest first. */
    private static List<Sample> totals(List<Row> rows) {
        return rows.stream()
                .collect(Collectors.groupingBy(Row::at, TreeMap::new, Collectors.summingLong(Row::bytes)))
                .entrySet()
                .stream()
                .map(total -> new Sample(total.getKey(), total.getValue()))
                .toList();
    }

    private double[] chart(List<Sample> totals) {
        double[] values = new double[period.charted()];
        Arrays.fill(values, Double.NaN);
        for (Sample sample : totals) {
            long daysAgo = Math.max(0, Duration.between(sample.at(), until).toDays());
            if (daysAgo < values.length) {
                values[(int) (values.length - 1 - daysAgo)] = sample.amount();
            }
        }
        return values;
    }
}
