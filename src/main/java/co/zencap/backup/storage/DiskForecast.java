package co.zencap.backup.storage;

import co.zencap.backup.storage.Growth.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * When a disk will be full if it goes on as in the last days.
 *
 * @param growthPerDay bytes; empty while there are too few samples to tell
 * @param fullAt empty when that can't be told, when the disk does not fill, or when it is years away
 */
public record DiskForecast(OptionalLong growthPerDay, Optional<Instant> fullAt) {
    /** Over so long: several times what a cleanup frees each night. */
    public static final Duration OVER = Duration.ofDays(7);

    /** Fewer are a matter of chance. */
    static final int FEWEST = 12;

    private static final double MILLIS_A_DAY = Duration.ofDays(1).toMillis();
    private static final double LONGEST_DAYS = 3_650;

    /**
     * @param used what was in use at earlier times
     * @param usable what is free now
     */
    public static DiskForecast of(List<Sample> used, long usable, Instant now) {
        OptionalLong growth = used.size() < FEWEST ? OptionalLong.empty() : Growth.perDay(used);
        if (growth.isEmpty() || growth.getAsLong() <= 0) {
            return new DiskForecast(growth, Optional.empty());
        }
        double days = (double) usable / growth.getAsLong();
        return new DiskForecast(
                growth,
                days > LONGEST_DAYS ? Optional.empty() : Optional.of(now.plusMillis(Math.round(days * MILLIS_A_DAY))));
    }
}
