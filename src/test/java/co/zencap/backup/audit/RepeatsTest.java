package co.zencap.backup.audit;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.testing.MovableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RepeatsTest {
    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-26T03:00:00Z"));
    private final Repeats repeats = new Repeats(Duration.ofMinutes(10), clock);

    @Test
    void theSameIsWrittenOnceAndCounted() {
        assertThat(repeats.write("a")).hasValue(0);
        assertThat(repeats.write("a")).isEmpty();
        assertThat(repeats.write("a")).isEmpty();
        assertThat(repeats.write("b")).hasValue(0);
        clock.advance(Duration.ofMinutes(10));

        assertThat(repeats.write("a")).hasValue(2);
        assertThat(repeats.write("a")).isEmpty();
    }

    @Test
    void ofThousandsOfKindsSoManyAMinuteAreWrittenAndTheRestIsCounted() {
        int written = 0;
        for (int i = 0; i < 10_000; i++) {
            written += repeats.write("address " + i).isPresent() ? 1 : 0;
        }
        assertThat(written).isEqualTo(Repeats.MOST_A_MINUTE);
        clock.advance(Duration.ofMinutes(1));

        assertThat(repeats.write("one more")).hasValue(10_000 - Repeats.MOST_A_MINUTE);
        assertThat(repeats.write("and one more")).hasValue(0);
    }

    @Test
    void whatIsForgottenIsWrittenAgain() {
        for (int minute = 0; minute * Repeats.MOST_A_MINUTE <= Repeats.MOST_REMEMBERED; minute++) {
            for (int i = 0; i < Repeats.MOST_A_MINUTE; i++) {
                repeats.write(minute + " " + i);
            }
            clock.advance(Duration.ofMinutes(1));
        }

        assertThat(repeats.write("0 0")).hasValue(0);
    }
}
