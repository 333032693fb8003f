package co.zencap.backup.api;

import co.zencap.backup.catalog.StorageSamples;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/** {@code /api/v1/storage/history}. */
public record StorageHistory(StorageSamples samples, Clock clock) {
    private static final Duration SHOWN = Duration.ofDays(400);

    /** What each repository held at earlier times, in the order of time. */
    public Answer get() {
        return Answer.ok(samples.since(clock.instant().minus(SHOWN)).values().stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparing(StorageSamples.Row::at))
                .toList());
    }
}
