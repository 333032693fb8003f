package co.zencap.backup.storage;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.storage.Growth.Sample;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DiskForecastTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final long GIGA = 1_000_000_000;

    @Test
    void growthTellsWhenItIsFull() {
        DiskForecast forecast = DiskForecast.of(hourly(72, hour -> 100 * GIGA + hour * GIGA), 48 * GIGA, NOW);

        assertThat(forecast.growthPerDay()).hasValue(24 * GIGA);
        assertThat(forecast.fullAt()).hasValueSatisfying(at -> assertThat(at.truncatedTo(ChronoUnit.MINUTES))
                .isEqualTo(NOW.plus(Duration.ofDays(2))));
    }

    @Test
    void whatACleanupFreesEachNightIsNoGrowth() {
        DiskForecast forecast = DiskForecast.of(hourly(168, hour -> 100 * GIGA + hour % 24 * GIGA), 48 * GIGA, NOW);

        assertThat(forecast.fullAt())
                .as(forecast.toString())
                .satisfiesAnyOf(at -> assertThat(at).isEmpty(), at -> assertThat(at.get())
                        .isAfter(NOW.plus(Duration.ofDays(20))));
    }

    @Test
    void fewSamplesAndAShrinkingUseTellNothing() {
        assertThat(DiskForecast.of(hourly(DiskForecast.FEWEST - 1, hour -> hour * GIGA), GIGA, NOW))
                .isEqualTo(DiskForecast.of(List.of(), GIGA, NOW));
        assertThat(DiskForecast.of(hourly(20, hour -> hour * GIGA), GIGA, NOW).fullAt())
                .as("less than a day")
                .isEmpty();
        assertThat(DiskForecast.of(hourly(72, hour -> 100 * GIGA - hour * GIGA), GIGA, NOW)
                        .fullAt())
                .isEmpty();
    }

    @Test
    void whatIsYearsAwayIsNotForetold() {
        assertThat(DiskForecast.of(hourly(72, hour -> 100 * GIGA + hour), 1000 * GIGA, NOW)
                        .fullAt())
                .isEmpty();
    }

    private static List<Sample> hourly(int count, LongUnaryOperator used) {
        return LongStream.range(0, count)
                .mapToObj(hour -> new Sample(NOW.minus(Duration.ofHours(count - hour)), used.applyAsLong(hour)))
                .toList();
    }
}
