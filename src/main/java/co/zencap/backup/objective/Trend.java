package co.zencap.backup.objective;

import co.zencap.backup.storage.Growth;
import co.zencap.backup.storage.Growth.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where a series of times is going, along the straight line that fits it best.
 *
 * @param samples milliseconds, and when they were measured
 */
record Trend(List<Sample> samples) {
    /** Fewer say nothing about a direction. */
    static final int FEWEST = 5;

    private static final double MILLIS_A_DAY = Duration.ofDays(1).toMillis();

    /** When the line reaches a limit: {@code now} if it has already; empty if not within {@code horizon}. */
    Optional<Instant> reaches(Duration limit, Instant now, Duration horizon) {
        OptionalLong perDay = samples.size() < FEWEST ? OptionalLong.empty() : Growth.perDay(samples);
        if (perDay.isEmpty() || perDay.getAsLong() <= 0) {
            return Optional.empty();
        }
        double slope = perDay.getAsLong() / MILLIS_A_DAY;
        double meanAge = samples.stream()
                .mapToLong(sample -> Duration.between(sample.at(), now).toMillis())
                .average()
                .orElseThrow();
        double mean = samples.stream().mapToLong(Sample::amount).average().orElseThrow();
        double left = Math.max(0, (limit.toMillis() - mean) / slope - meanAge);
        return left > horizon.toMillis() ? Optional.empty() : Optional.of(now.plusMillis(Math.round(left)));
    }
}
