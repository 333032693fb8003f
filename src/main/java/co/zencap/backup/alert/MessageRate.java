package co.zencap.backup.alert;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many messages a channel may still be given: who gets a thousand in a minute reads none of them. The log takes any
 * number. Each node counts for itself. Thread-safe.
 */
public final class MessageRate {
    /** Messages through one channel in {@link #WINDOW}. */
    static final int MOST = 10;

    static final Duration WINDOW = Duration.ofMinutes(1);

    private final Clock clock;
    private final Map<String, Deque<Instant>> given = new HashMap<>();

    public MessageRate(Clock clock) {
        this.clock = clock;
    }

    /** How many it may be given now. */
    public synchronized int left(String channel) {
        return channel.equals(AlertRules.LOG)
                ? Integer.MAX_VALUE
                : MOST - given(channel).size();
    }

    /** It is given so many. */
    public synchronized void give(String channel, int messages) {
        if (!channel.equals(AlertRules.LOG)) {
            for (int i = 0; i < messages; i++) {
                given(channel).add(clock.instant());
            }
        }
    }

    /** Those that may be given none now. */
    public synchronized List<String> resting() {
        return given.keySet().stream().filter(channel -> left(channel) <= 0).toList();
    }

    private Deque<Instant> given(String channel) {
        Deque<Instant> times = given.computeIfAbsent(channel, c -> new ArrayDeque<>());
        Instant before = clock.instant().minus(WINDOW);
        while (!times.isEmpty() && !times.peek().isAfter(before)) {
            times.remove();
        }
        return times;
    }
}
