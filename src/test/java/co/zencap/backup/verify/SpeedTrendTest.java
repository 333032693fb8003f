package co.zencap.backup.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpeedTrendTest {

    @Test
    void twiceInARowBelowAThirdOfTheMedianIsSlow() {
        assertThat(SpeedTrend.of(series(33, 32)))
                .hasValueSatisfying(slow -> assertThat(slow.median()).isEqualTo(100));
        assertThat(SpeedTrend.of(series(33, 34))).isEmpty();
        assertThat(SpeedTrend.of(series(34, 33))).isEmpty();
    }

    @Test
    void onceIsChance() {
        assertThat(SpeedTrend.of(series(10, 100))).isEmpty();
        assertThat(SpeedTrend.of(series(100, 10))).isEmpty();
    }

    @Test
    void itLastsUntilItIsFastAgainOrSlowIsTheUsual() {
        assertThat(SpeedTrend.of(series(10, 10, 10, 10))).isPresent();
        assertThat(SpeedTrend.of(series(100, 10, 10, 10))).isEmpty();
        assertThat(SpeedTrend.of(past(8, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10)))
                .isEmpty();
    }

    @Test
    void withoutAPastNothingIsSaid() {
        assertThat(SpeedTrend.of(List.of())).isEmpty();
        assertThat(SpeedTrend.of(past(7, 10, 10))).isEmpty();
        assertThat(SpeedTrend.of(past(8, 10, 10))).isPresent();
    }

    private static List<Double> series(double... newestFirst) {
        return past(20, newestFirst);
    }

    private static List<Double> past(int earlier, double... newestFirst) {
        var series = new ArrayList<Double>();
        for (double each : newestFirst) {
            series.add(each);
        }
        series.addAll(Collections.nCopies(earlier, 100.0));
        return series;
    }
}
