package co.zencap.backup.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InstantTextTest {

    @Test
    void writesAndReadsWhatInstantDoes() {
        var random = new Random(7);
        for (int i = 0; i < 100_000; i++) {
            // from the year -1187 to 5126, with none to nine digits of a second
            long second = random.nextInt(100) * 2_000_000_000L - 100_000_000_000L + random.nextInt();
            int nano = random.nextInt(1_000_000_000) / (int) Math.pow(10, i % 10) * (int) Math.pow(10, i % 10);
            Instant instant = Instant.ofEpochSecond(second, nano);

            assertThat(InstantText.format(instant)).isEqualTo(instant.toString());
            assertThat(InstantText.parse(instant.toString())).isEqualTo(instant);
        }
    }

    @Test
    void readsWhatOthersMayWrite() {
        for (String text : List.of(
                "2026-02-28T23:59:59.1Z",
                "2024-02-29T00:00:00.12345Z",
                "0001-01-01T00:00:00Z",
                "2026-11-25T24:00:00Z",
                "2016-12-31T23:59:60Z",
                "+12026-11-25T00:00:00Z",
                "2026-11-25T00:00:00+01:00")) {
            assertThat(InstantText.parse(text)).isEqualTo(Instant.parse(text));
        }
    }

    @Test
    void refusesWhatIsNoTime() {
        for (String text : List.of(
                "",
                "Z",
                "2026-02-30T00:00:00Z",
                "2026-11-25T00:60:00Z",
                "2026-11-25T00:00:00.1234567890Z",
                "2026-11-25T00:00:00.-1Z",
                "2026-1x-25T00:00:00Z",
                "2026-11-25 00:00:00Z")) {
            assertThatThrownBy(() -> InstantText.parse(text)).as(text).isInstanceOf(DateTimeException.class);
        }
    }
}
