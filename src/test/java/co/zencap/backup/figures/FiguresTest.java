package co.zencap.backup.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 1.0 kB",
        "1500, 1.5 kB",
        "9960, 10 kB",
        "61234567, 61 MB",
        "999500, 1.0 MB",
        "999499, 999 kB",
        "1234567890, 1.2 GB",
        "9223372036854775807, 9.2 EB"
    })
    void sizes(long bytes, String text) {
        assertThat(Figures.bytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0.0 s",
        "12, 12 ms",
        "449, 0.4 s",
        "9949, 9.9 s",
        "9950, 10 s",
        "59499, 59 s",
        "59500, 1 min",
        "185000, 3 min 5 s",
        "7800000, 2 h 10 min",
        "3600000, 1 h",
        "100800000, 1 d 4 h"
    })
    void durations(long millis, String text) {
        assertThat(Figures.duration(Duration.ofMillis(millis))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, just now",
        "4, just now",
        "5, 5 s ago",
        "59, 59 s ago",
        "60, 1 min ago",
        "7200, 2 h ago",
        "172800, 2 days ago",
        "-7200, in 2 h"
    })
    void relativeTimes(long seconds, String text) {
        assertThat(Figures.relative(NOW.minusSeconds(seconds), NOW)).isEqualTo(text);
    }

    @Test
    void rates() {
        assertThat(Figures.rate(62_000_000, Duration.ofSeconds(2))).isEqualTo("31 MB/s");
        assertThat(Figures.rate(62_000_000, Duration.ZERO)).isEqualTo("-");
    }

    @Test
    void counts() {
        assertThat(Figures.count(1_234_567)).isEqualTo("1,234,567");
        assertThat(Figures.count(1, "file")).isEqualTo("1 file");
        assertThat(Figures.count(0, "file")).isEqualTo("0 files");
        assertThat(Figures.count(1_200, "file")).isEqualTo("1,200 files");
        assertThat(Figures.count(1, "copy", "copies")).isEqualTo("1 copy");
        assertThat(Figures.count(1_200, "copy", "copies")).isEqualTo("1,200 copies");
        assertThat(Figures.content(1, 1)).isEqualTo("1 table, 1 row");
    }

    @Test
    void contentIsCountedWithItsUnits() {
        assertThat(Figures.content(5, 572_000)).isEqualTo("5 tables, 572,000 rows");
        assertThat(Figures.content(1, 1)).isEqualTo("1 table, 1 row");
    }
}
