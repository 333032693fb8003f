package co.zencap.backup.operation;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.testing.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OperationsTest {
    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-24T12:00:00Z"));
    private final ArrayList<Operation> recorded = new ArrayList<>();
    private final Operations operations = new Operations(clock, recorded::add);

    /** One of several that work side by side fails, and ends it for all; the others hear of it a moment later. */
    @Test
    void whatWasToldOfItsEndDoesNotChangeWhenOneStillWorks() {
        RunningOperation operation = operations.begin(Kind.UPLOAD, "shop", null);
        clock.advance(Duration.ofSeconds(1));
        operation.phase("upload", 0);
        clock.advance(Duration.ofSeconds(2));
        operation.fail(new Problem("It failed", "", ""));
        Operation ended = recorded.get(1);

        clock.advance(Duration.ofSeconds(4));
        operation.phase("commit", 0);
        operation.phase("upload", 0);

        assertThat(ended.result().get("timingsMillis")).isEqualTo(Map.of("waiting", 1000L, "upload", 2000L));
        assertThat(operations.find(operation.id())).contains(ended);
    }
}
