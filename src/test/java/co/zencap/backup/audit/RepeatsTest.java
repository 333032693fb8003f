package co.zencap.backup.audit;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.audit.Repeats.Left;
import co.zencap.backup.testing.MovableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RepeatsTest {
    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-26T03:00:00Z"));
    private final Repeats repeats = new Repeats(Duration.ofMinutes(10), clock);

    @Test
    void theSameIsWrittenOnceAndCounted() {
        assertThat(repeats.write("anna", "a")).contains(new Left(0, 0));
        assertThat(repeats.write("anna", "a")).isEmpty();
        assertThat(repeats.write("anna", "a")).isEmpty();
        assertThat(repeats.write("anna", "b")).contains(new Left(0, 0));
        assertThat(repeats.write("bert", "a")).contains(new Left(0, 0));
        clock.advance(Duration.ofMinutes(10));

        assertThat(repeats.write("anna", "a")).contains(new Left(2, 0));
        assertThat(repeats.write("anna", "a")).isEmpty();
    }

    @Test
    void ofThousandsSoManyLinesAMinuteAreWrittenAndTheRestIsCounted() {
        int written = 0;
        for (int i = 0; i < 10_000; i++) {
            written += repeats.write("address " + i, "").isPresent() ? 1 : 0;
        }
        assertThat(written).isEqualTo(Repeats.MOST_A_MINUTE);
        clock.advance(Duration.ofMinutes(1));

        assertThat(repeats.write("one more", ""))
                .contains(new Left(0, 10_000 - Repeats.MOST_A_MINUTE - Repeats.MOST_REMEMBERED));
        assertThat(repeats.write("and one more", "")).contains(new Left(0, 0));
        assertThat(repeats.write("address 9999", "")).contains(new Left(1, 0));
    }

    /** Nobody's flood is told of somebody else, or keeps their lines away. */
    @Test
    void whoeverFloodsItTakesNoLineOfOthersAndIsChargedAlone() {
        int written = 0;
        for (int i = 0; i < 10_000; i++) {
            written += repeats.write("mallory", "thing " + i).isPresent() ? 1 : 0;
        }
        assertThat(written).isEqualTo(Repeats.MOST_OF_ONE);

        assertThat(repeats.write("anna", "a")).contains(new Left(0, 0));
        clock.advance(Duration.ofMinutes(1));
        assertThat(repeats.write("anna", "b")).contains(new Left(0, 0));
        assertThat(repeats.write("mallory", "again")).contains(new Left(10_000 - Repeats.MOST_OF_ONE, 0));
    }

    @Test
    void whatIsForgottenIsWrittenAgainAndWhatWasCountedOfItIsNotLost() {
        repeats.write("anna", "a");
        repeats.write("anna", "a");
        for (int minute = 0; minute * Repeats.MOST_A_MINUTE <= Repeats.MOST_REMEMBERED; minute++) {
            for (int i = 0; i < Repeats.MOST_A_MINUTE; i++) {
                repeats.write("address " + minute + " " + i, "");
            }
            clock.advance(Duration.ofMinutes(1));
        }

        assertThat(repeats.write("anna", "a")).contains(new Left(1, 0));
    }

    @Test
    void whatWasLeftOutIsSaidBehindTheText() {
        assertThat(new Left(0, 0).after("dashboard")).isEqualTo("dashboard");
        assertThat(new Left(2, 7).after("dashboard"))
                .isEqualTo("dashboard, and 2 before that; of others 7 were left out");
    }
}
