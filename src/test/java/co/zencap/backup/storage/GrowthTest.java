package co.zencap.backup.storage;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.storage.Growth.Sample;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GrowthTest {
    private static final Instant START = Instant.parse("2026-11-01T03:00:00Z");

    @Test
    void aStraightLineGrowsByItsSlope() {
        var samples = new ArrayList<Sample>();
        for (int day = 0; day < 30; day++) {
            samples.add(sample(day, 5_000_000_000L + day * 1_000_000L));
        }
        assertThat(Growth.perDay(samples)).hasValue(1_000_000);
    }

    @Test
    void chanceEvensOut() {
        var random = new Random(7);
        var samples = new ArrayList<Sample>();
        for (int day = 0; day < 30; day++) {
            samples.add(sample(day, 1_000_000L * day + random.nextInt(200_000) - 100_000));
        }
        assertThat(Growth.perDay(samples).getAsLong()).isBetween(990_000L, 1_010_000L);
    }

    @Test
    void lessThanADaySaysNothing() {
        assertThat(Growth.perDay(List.of())).isEmpty();
        assertThat(Growth.perDay(List.of(sample(0, 1)))).isEmpty();
        assertThat(Growth.perDay(List.of(sample(0, 1), new Sample(START.plus(Duration.ofHours(23)), 100))))
                .isEmpty();
        assertThat(Growth.perDay(List.of(sample(0, 100), sample(1, 40)))).hasValue(-60);
    }

    @Test
    void whatHasNoPriceIsNotFree() {
        var prices = new StoragePrices("USD", Map.of("STANDARD", new BigDecimal("0.023"), "LOCAL", BigDecimal.ZERO));

        assertThat(prices.monthly("STANDARD", 1500L << 30))
                .hasValueSatisfying(cost -> assertThat(cost).isEqualByComparingTo("34.5"));
        assertThat(prices.monthly("LOCAL", 1L << 40))
                .hasValueSatisfying(cost -> assertThat(cost).isEqualByComparingTo("0"));
        assertThat(prices.monthly("GLACIER", 1)).isEmpty();
    }

    private static Sample sample(int day, long bytes) {
        return new Sample(START.plus(Duration.ofDays(day)), bytes);
    }
}
