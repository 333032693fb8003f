package co.zencap.backup.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.testing.MovableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TimerFailuresTest {
    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-24T12:00:00Z"));
    private final TimerFailures failures = new TimerFailures(clock);
    private final IllegalStateException full = new IllegalStateException("Queue full");

    @Test
    void itIsToldAtOnceAndEachDayThatItGoesOn() {
        assertThat(failures.alert("schedule-cleanup", full).problem().sentence())
                .contains("schedule-cleanup", "Queue full", "HINT:");
        clock.advance(Duration.ofHours(1));
        assertThat(failures.alert("schedule-cleanup", full)).isNull();
        assertThat(failures.alert("schedule-quick-test", full)).isNotNull();
        clock.advance(Duration.ofHours(23));
        assertThat(failures.alert("schedule-cleanup", full)).isNotNull();
    }
}
