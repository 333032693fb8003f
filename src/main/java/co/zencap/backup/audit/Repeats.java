package co.zencap.backup.audit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Keeps what comes again and again from filling the audit trail: the first time is written down, what follows within a while is
 * counted, and the next line says how many there were. Of all kinds together so many lines a minute are written and no more, or
 * somebody with a thousand addresses could write what they like. Bounded, in memory, thread-safe.
 */
public final class Repeats {
    static final int MOST_REMEMBERED = 1000;
    static final int MOST_A_MINUTE = 120;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Duration apart;
    private final Clock clock;
    private final Map<String, Seen> seen = new LinkedHashMap<>();
    private Instant minute = Instant.MIN;
    private int written;
    private long unwritten;

    private record Seen(Instant written, long since) {}

    /** @param apart how long the same is not written down again */
    public Repeats(Duration apart, Clock clock) {
        this.apart = apart;
        this.clock = clock;
    }

    /**
     * Whether to write a line now.
     *
     * @param what the same text for the same thing
     * @return how many times it was left out since the last line; empty when this time is left out, too
     */
    public synchronized OptionalLong write(String what) {
        Instant now = clock.instant();
        Seen before = seen.remove(what);
        if (before != null && now.isBefore(before.written().plus(apart))) {
            seen.put(what, new Seen(before.written(), before.since() + 1));
            return OptionalLong.empty();
        }
        if (minute.equals(Instant.MIN) || !now.isBefore(minute.plus(MINUTE))) {
            minute = now;
            written = 0;
        }
        if (written >= MOST_A_MINUTE) {
            unwritten++;
            return OptionalLong.empty();
        }
        written++;
        if (seen.size() >= MOST_REMEMBERED) {
            seen.remove(seen.keySet().iterator().next());
        }
        seen.put(what, new Seen(now, 0));
        long left = (before == null ? 0 : before.since()) + unwritten;
        unwritten = 0;
        return OptionalLong.of(left);
    }
}
