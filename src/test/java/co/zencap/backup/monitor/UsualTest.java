package co.zencap.backup.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class UsualTest {
    private static final long NO_FLOOR = 0;

    @Test
    void theMedianIsMovedByNoSingleValue() {
        Usual usual = Usual.of(List.of(100L, 102L, 98L, 101L, 1_000_000L));

        assertThat(usual.count()).isEqualTo(5);
        assertThat(usual.median()).isEqualTo(101);
        assertThat(usual.deviation()).isEqualTo(1);
        assertThat(Usual.of(List.of(1L, 3L)).median()).isEqualTo(2);
    }

    @Test
    void farIsAFactorAndManyDeviations() {
        Usual steady = Usual.of(List.of(100L, 102L, 98L, 101L, 99L));
        assertThat(steady.isFar(150, NO_FLOOR)).as("many deviations, no factor").isFalse();
        assertThat(steady.isFar(201, NO_FLOOR)).isTrue();
        assertThat(steady.isFar(49, NO_FLOOR)).isTrue();

        Usual unsteady = Usual.of(List.of(100L, 200L, 20L, 60L, 160L));
        assertThat(unsteady.isFar(45, NO_FLOOR)).as("a factor, few deviations").isFalse();
        assertThat(unsteady.isFar(2_000, NO_FLOOR)).isTrue();
    }

    @Test
    void whatIsSmallNeverMatters() {
        Usual tiny = Usual.of(List.of(100L, 102L, 98L));

        assertThat(tiny.isFar(1_000, 10_000)).isFalse();
        assertThat(tiny.isFar(20_000, 10_000)).isTrue();
    }

    @Test
    void whatComesFromNothingIsFar() {
        assertThat(Usual.of(List.of(0L, 0L, 0L)).isFar(100, 10)).isTrue();
        assertThat(Usual.of(List.of(0L, 0L, 0L)).isFar(0, 0)).isFalse();
    }
}
