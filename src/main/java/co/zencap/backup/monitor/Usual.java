package co.zencap.backup.monitor;

import java.util.List;

/**
 * What a figure usually is: median and median absolute deviation. Half of all values may be anything without moving them
 * far, which mean and standard deviation can't say of a single one.
 *
 * @param count how many values
 * @param median in the middle of them
 * @param deviation half of the values are at most so far from the median
 */
record Usual(int count, double median, double deviation) {
    /** Of a normal distribution, a median deviation times this is a standard deviation. */
    private static final double TO_STANDARD = 1.4826;

    /** So many standard deviations away nothing is by chance. */
    private static final double FAR = 5;

    /** What varies little by nature must have changed by a factor, too. */
    private static final double FACTOR = 2;

    static Usual of(List<Long> values) {
        double median = median(values.stream().map(Long::doubleValue).toList());
        double deviation =
                median(values.stream().map(value -> Math.abs(value - median)).toList());
        return new Usual(values.size(), median, deviation);
    }

    /**
     * Whether a value is far from what is usual.
     *
     * @param floor differences below it never matter
     */
    boolean isFar(long value, long floor) {
        double difference = Math.abs(value - median);
        return difference > floor
                && difference > FAR * TO_STANDARD * deviation
                && (value > FACTOR * median || value < median / FACTOR);
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
