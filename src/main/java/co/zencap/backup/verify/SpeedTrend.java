package co.zencap.backup.verify;

import java.util.List;
import java.util.Optional;

/**
 * Whether something has become slow, by its own past: below a third of the median twice in a row. Once may be chance. What
 * stays slow becomes the usual in time.
 */
public final class SpeedTrend {
    /** Fewer earlier samples are no past to go by. */
    static final int FEWEST = 8;

    private static final double THIRD = 1 / 3.0;

    private SpeedTrend() {}

    /**
     * @param now of the newest sample
     * @param median of those before the slow ones
     */
    public record Slowdown(double now, double median) {}

    /**
     * Looks at a series.
     *
     * @param newestFirst bytes per second
     * @return what to tell of; empty when there is nothing
     */
    public static Optional<Slowdown> of(List<Double> newestFirst) {
        if (newestFirst.size() < FEWEST + 2) {
            return Optional.empty();
        }
        List<Double> earlier = newestFirst.subList(2, newestFirst.size());
        double median = median(earlier);
        double limit = median * THIRD;
        boolean twice = newestFirst.get(0) < limit && newestFirst.get(1) < limit;
        return twice ? Optional.of(new Slowdown(newestFirst.get(0), median)) : Optional.empty();
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
