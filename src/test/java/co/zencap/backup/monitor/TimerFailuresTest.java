package co.zencap.backup.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.testing.MovableClock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TimerFailuresTest {
    private final TimerFailures failures = new TimerFailures(new MovableClock(Instant.parse("2026-11-24T12:00:00Z")));

    @Test
    void eachTimerIsAnAlertOfItsOwn() {
        Alert alert = failures.alert("schedule-cleanup", new IllegalStateException("Queue full"));

        assertThat(alert.problem().sentence()).contains("schedule-cleanup", "Queue full", "HINT:");
        assertThat(alert.cause()).contains("schedule-cleanup");
    }
}
