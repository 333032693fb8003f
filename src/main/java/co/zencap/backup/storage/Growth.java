package co.zencap.backup.storage;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/** How fast something grows: the slope of the straight line with the least squares of the distances to the samples. */
public final class Growth {
    private static final Duration LEAST = Duration.ofDays(1);
    private static final double SECONDS_A_DAY = 86_400;

    private Growth() {}

    /**
     * @param at when it was measured
     * @param amount how much it was then: bytes, or what else may grow
     */
    public record Sample(Instant at, long amount) {}

    /** How much a day; empty when the samples span less than a day. */
    public static OptionalLong perDay(List<Sample> samples) {
        if (samples.isEmpty()) {
            return OptionalLong.empty();
        }
        Instant first = samples.stream().map(Sample::at).min(Instant::compareTo).orElseThrow();
        Instant last = samples.stream().map(Sample::at).max(Instant::compareTo).orElseThrow();
        if (Duration.between(first, last).compareTo(LEAST) < 0) {
            return OptionalLong.empty();
        }
        double meanDay =
                samples.stream().mapToDouble(s -> day(first, s)).average().orElseThrow();
        double mean = samples.stream().mapToDouble(Sample::amount).average().orElseThrow();
        double covariance = samples.stream()
                .mapToDouble(s -> (day(first, s) - meanDay) * (s.amount() - mean))
                .sum();
        double variance = samples.stream()
                .mapToDouble(s -> Math.pow(day(first, s) - meanDay, 2))
                .sum();
        return OptionalLong.of(Math.round(covariance / variance));
    }

    private static double day(Instant first, Sample sample) {
        return Duration.between(first, sample.at()).toSeconds() / SECONDS_A_DAY;
    }
}
