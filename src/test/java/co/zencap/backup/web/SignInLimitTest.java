package co.zencap.backup.web;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.testing.MovableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SignInLimitTest {
    private static final String HERE = "192.0.2.1";

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-26T03:00:00Z"));
    private final SignInLimit limit = new SignInLimit(clock);

    @Test
    void aFewMistypedKeysCostNothing() {
        fail(SignInLimit.FREE_FAILURES - 1);

        assertThat(limit.waitFor(HERE)).isZero();
    }

    @Test
    void theWaitGrowsAndNeverKeepsAPersonOutForLong() {
        fail(SignInLimit.FREE_FAILURES);
        Duration first = limit.waitFor(HERE);
        fail(1);

        assertThat(first).isPositive();
        assertThat(limit.waitFor(HERE)).isGreaterThan(first);
        fail(10_000);
        assertThat(limit.waitFor(HERE)).isEqualTo(SignInLimit.LONGEST_WAIT);
        clock.advance(SignInLimit.LONGEST_WAIT);
        assertThat(limit.waitFor(HERE)).isZero();
    }

    @Test
    void oneAddressKeepsNoOtherOut() {
        fail(100);

        assertThat(limit.waitFor("192.0.2.2")).isZero();
    }

    @Test
    void theRightKeyAndTimeMakeItForget() {
        fail(SignInLimit.FREE_FAILURES);
        limit.succeeded(HERE);
        assertThat(limit.waitFor(HERE)).isZero();

        fail(20);
        clock.advance(SignInLimit.FORGOTTEN_AFTER.plusSeconds(1));
        fail(1);
        assertThat(limit.waitFor(HERE)).isZero();
    }

    @Test
    void manyAddressesDoNotFillTheMemory() {
        fail(20);
        for (int i = 0; i < SignInLimit.MOST_ADDRESSES; i++) {
            limit.failed("2001:db8::" + Integer.toHexString(i));
        }

        assertThat(limit.waitFor(HERE)).isZero(); // the oldest is forgotten, not kept
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            limit.failed(HERE);
        }
    }
}
