package co.zencap.backup.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How soon another wrong key of an address is looked at after it has shown some. The wait grows and stays under a minute.
 * Bounded, in memory, thread-safe.
 */
public final class SignInLimit {
    static final int FREE_FAILURES = 5;
    static final Duration FIRST_WAIT = Duration.ofSeconds(5);
    static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(15);
    static final int MOST_ADDRESSES = 10_000;

    private final Clock clock;
    private final Map<String, Failures> byAddress = new LinkedHashMap<>();

    private record Failures(int count, Instant last) {}

    public SignInLimit(Clock clock) {
        this.clock = clock;
    }

    /** How long an address has to wait before its next try; zero when it need not. */
    public synchronized Duration waitFor(String address) {
        Failures failures = byAddress.get(address);
        if (failures == null || failures.count() < FREE_FAILURES) {
            return Duration.ZERO;
        }
        int doublings = Math.min(failures.count() - FREE_FAILURES, 10);
        Duration pause = FIRST_WAIT.multipliedBy(1L << doublings);
        Instant next = failures.last().plus(pause.compareTo(LONGEST_WAIT) < 0 ? pause : LONGEST_WAIT);
        Duration left = Duration.between(clock.instant(), next);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** It has shown a wrong key. */
    public synchronized void failed(String address) {
        Instant now = clock.instant();
        byAddress
                .values()
                .removeIf(failures -> failures.last().plus(FORGOTTEN_AFTER).isBefore(now));
        Failures before = byAddress.remove(address);
        if (byAddress.size() >= MOST_ADDRESSES) {
            byAddress.remove(byAddress.keySet().iterator().next());
        }
        byAddress.put(address, new Failures(before == null ? 1 : before.count() + 1, now));
    }

    /** It has shown the right one. */
    public synchronized void succeeded(String address) {
        byAddress.remove(address);
    }
}
