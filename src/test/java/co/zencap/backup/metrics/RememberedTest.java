package co.zencap.backup.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.testing.MovableClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class RememberedTest {
    private static final Duration FRESH = Duration.ofSeconds(30);

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-26T12:00:00Z"));
    private final AtomicInteger asked = new AtomicInteger();
    private Callable<Integer> source = asked::incrementAndGet;
    private final Remembered<Integer> remembered = new Remembered<>("answer", () -> source.call(), FRESH, clock);

    @Test
    void whatIsFreshIsNotAskedForAgain() {
        assertThat(answer()).contains(1);
        clock.advance(FRESH.minusSeconds(1));
        assertThat(answer()).contains(1);

        clock.advance(Duration.ofSeconds(1));
        assertThat(answer()).contains(2);
    }

    @Test
    void aClockThatIsSetBackDoesNotMakeItStay() {
        assertThat(answer()).contains(1);

        clock.advance(Duration.ofDays(-1));
        assertThat(answer()).contains(2);
    }

    @Test
    void aFailureLeavesWhatWasKnownAndIsNotRepeatedAtOnce() {
        assertThat(answer()).contains(1);
        var failures = new AtomicInteger();
        source = () -> {
            failures.incrementAndGet();
            throw new IOException("It is away.");
        };
        clock.advance(FRESH);

        assertThat(answer()).contains(1);
        assertThat(answer()).contains(1);
        assertThat(failures).hasValue(1);
    }

    @Test
    void nobodyWaitsLongForWhatHangsAndItIsAskedOnce() throws Exception {
        var release = new CountDownLatch(1);
        source = () -> {
            release.await();
            return asked.incrementAndGet();
        };

        assertThat(remembered.get(System.nanoTime())).isEmpty();
        clock.advance(FRESH.multipliedBy(2));
        assertThat(remembered.get(System.nanoTime())).isEmpty();

        release.countDown();
        Awaitility.await().untilAsserted(() -> assertThat(asked).hasValue(1));
        assertThat(answer()).isPresent();
    }

    private Optional<Integer> answer() {
        return remembered.get(System.nanoTime() + Duration.ofSeconds(20).toNanos());
    }
}
