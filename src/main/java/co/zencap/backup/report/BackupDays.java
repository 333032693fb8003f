package co.zencap.backup.report;

import co.zencap.backup.catalog.ReportQueries.Day;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.IntPredicate;

/**
 * The days in which a target's backups ended.
 *
 * @param days those that had any
 */
record BackupDays(ReportPeriod period, List<Day> days) {

    long runs() {
        return recent().stream().mapToLong(Day::runs).sum();
    }

    long succeeded() {
        return recent().stream().mapToLong(Day::succeeded).sum();
    }

    /** For example {@code 23 of 24 (96 %), before 100 %}. */
    String rate() {
        if (runs() == 0) {
            return "none ended";
        }
        List<Day> before = days(daysAgo -> daysAgo >= period.days());
        long runsBefore = before.stream().mapToLong(Day::runs).sum();
        long succeededBefore = before.stream().mapToLong(Day::succeeded).sum();
        return succeeded() + " of " + runs() + " (" + percent(succeeded(), runs()) + " %)"
                + (runsBefore == 0 ? "" : ", before " + percent(succeededBefore, runsBefore) + " %");
    }

    /** Rounded down: what is not all is not 100 %. */
    private static long percent(long part, long whole) {
        return 100 * part / whole;
    }

    /** The usual value of the time that is told of, and how it differs from before. */
    String usual(Function<Day, OptionalDouble> value, Function<Double, String> inWords) {
        OptionalDouble now = median(recent(), value);
        if (now.isEmpty()) {
            return "";
        }
        OptionalDouble before = median(days(daysAgo -> daysAgo >= period.days()), value);
        String trend = before.isPresent() && before.getAsDouble() > 0
                ? String.format(Locale.ROOT, " (%+.0f %%)", 100 * (now.getAsDouble() / before.getAsDouble() - 1))
                : "";
        return inWords.apply(now.getAsDouble()) + trend;
    }

    /** A value for each day of the charts, the oldest first; NaN where there is none. */
    double[] chart(Function<Day, OptionalDouble> value) {
        double[] values = new double[period.charted()];
        Arrays.fill(values, Double.NaN);
        for (Day day : days) {
            if (day.daysAgo() < values.length) {
                value.apply(day).ifPresent(amount -> values[values.length - 1 - day.daysAgo()] = amount);
            }
        }
        return values;
    }

    private List<Day> recent() {
        return days(daysAgo -> daysAgo < period.days());
    }

    private List<Day> days(IntPredicate which) {
        return days.stream().filter(day -> which.test(day.daysAgo())).toList();
    }

    private static OptionalDouble median(List<Day> days, Function<Day, OptionalDouble> value) {
        double[] sorted = days.stream()
                .map(value)
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .sorted()
                .toArray();
        return sorted.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(sorted[sorted.length / 2]);
    }
}
