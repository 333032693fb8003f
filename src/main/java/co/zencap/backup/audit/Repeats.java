package co.zencap.backup.audit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps what comes again and again from filling the audit trail: the first time is written down, what follows within a while is
 * counted, and the next line says how many there were. So many lines a minute are written of all together and no more, or
 * somebody with a thousand addresses could write what they like; and fewer of each, so that nobody takes the lines of others.
 * Bounded, in memory, thread-safe.
 */
public final class Repeats {
    static final int MOST_REMEMBERED = 1000;
    static final int MOST_A_MINUTE = 120;
    static final int MOST_OF_ONE = 30;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Duration apart;
    private final Clock clock;
    private final Map<Thing, Seen> seen = new LinkedHashMap<>();
    private final Map<String, Long> unwritten = new LinkedHashMap<>();
    private final Map<String, Integer> writtenOf = new HashMap<>();
    private Instant minute = Instant.MIN;
    private int written;
    private long ofOthers;

    private record Thing(String who, String what) {}

    private record Seen(Instant written, long since) {}

    /**
     * What was left out since the line before.
     *
     * @param own lines of the same one
     * @param others lines of some who are not remembered any more, so that no line of theirs can say it
     */
    public record Left(long own, long others) {

        /** A text with what was left out behind it. */
        public String after(String text) {
            return text
                    + (own == 0 ? "" : ", and " + own + " before that")
                    + (others == 0 ? "" : "; of others " + others + " were left out");
        }
    }

    /** @param apart how long the same is not written down again */
    public Repeats(Duration apart, Clock clock) {
        this.apart = apart;
        this.clock = clock;
    }

    /**
     * Whether to write a line now.
     *
     * @param who has done it: a name or an address
     * @param what the same text for the same thing
     * @return what was left out before; empty when this time is left out, too
     */
    public synchronized Optional<Left> write(String who, String what) {
        Instant now = clock.instant();
        var thing = new Thing(who, what);
        Seen before = seen.get(thing);
        if (before != null && now.isBefore(before.written().plus(apart))) {
            seen.remove(thing);
            seen.put(thing, new Seen(before.written(), before.since() + 1)); // what goes on is forgotten last
            return Optional.empty();
        }
        if (minute.equals(Instant.MIN) || !now.isBefore(minute.plus(MINUTE))) {
            minute = now;
            written = 0;
            writtenOf.clear();
        }
        int own = writtenOf.getOrDefault(who, 0);
        if (written >= MOST_A_MINUTE || own >= MOST_OF_ONE) {
            leftOut(who, 1);
            return Optional.empty();
        }
        written++;
        writtenOf.put(who, own + 1);
        seen.remove(thing);
        forgetOldest();
        seen.put(thing, new Seen(now, 0));
        Long leftOut = unwritten.remove(who);
        var left = new Left((before == null ? 0 : before.since()) + (leftOut == null ? 0 : leftOut), ofOthers);
        ofOthers = 0;
        return Optional.of(left);
    }

    /** What was counted of a thing that is forgotten goes on as its owner's. */
    private void forgetOldest() {
        if (seen.size() >= MOST_REMEMBERED) {
            Iterator<Map.Entry<Thing, Seen>> oldest = seen.entrySet().iterator();
            Map.Entry<Thing, Seen> forgotten = oldest.next();
            oldest.remove();
            if (forgotten.getValue().since() > 0) {
                leftOut(forgotten.getKey().who(), forgotten.getValue().since());
            }
        }
    }

    private void leftOut(String who, long times) {
        Long before = unwritten.remove(who);
        if (unwritten.size() >= MOST_REMEMBERED) {
            Iterator<Long> oldest = unwritten.values().iterator();
            ofOthers += oldest.next();
            oldest.remove();
        }
        unwritten.put(who, (before == null ? 0 : before) + times);
    }
}
