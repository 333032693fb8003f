package co.zencap.backup.event;

import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.figures.Harmless;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Events on their way to the catalog, in order; the same one again is counted while it waits. Bounded: what comes when too many
 * wait is left out, and that is an event, too. Thread-safe.
 */
public final class SystemEvents {
    private static final int MOST_WAITING = 500;
    private static final int AT_A_TIME = 100;
    private static final int LONGEST = 2000;

    private final String service;
    private final String node;
    private final Clock clock;
    private final Map<Event, Seen> waiting = new LinkedHashMap<>();
    private List<CatalogEntry> handedOut = List.of();
    private long leftOut;

    /** What kind of thing happened. */
    public enum Type {
        SERVICE_STARTED,
        SERVICE_STOPPING,
        ROUTES_EDITED,
        ROUTES_REFUSED,
        /** A line of the log of that level. */
        WARNING,
        /** A line of the log of that level. */
        ERROR,
        /** More happened than could be kept. */
        EVENTS_LEFT_OUT;

        /** As the catalog and the API call it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private record Event(Type type, String component, String message) {}

    private record Seen(Instant first, Instant last, int times) {}

    /**
     * @param service whose events
     * @param node of several, which one this is
     */
    public SystemEvents(String service, String node, Clock clock) {
        this.service = service;
        this.node = node;
        this.clock = clock;
    }

    /**
     * Adds one.
     *
     * @param component the part that it is about
     * @param message for a person, on one line; cut when it is very long
     */
    public synchronized void add(Type type, String component, String message) {
        String line = Harmless.line(message);
        var event = new Event(
                type, Harmless.line(component), line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line);
        Seen seen = waiting.get(event);
        Instant now = clock.instant();
        if (seen != null) {
            waiting.put(event, new Seen(seen.first(), now, seen.times() + 1));
        } else if (waiting.size() < MOST_WAITING) {
            waiting.put(event, new Seen(now, now, 1));
        } else {
            leftOut++;
        }
    }

    /** Whether there is anything to write. */
    public synchronized boolean isWaiting() {
        return !handedOut.isEmpty() || !waiting.isEmpty();
    }

    /** The next ones to write; the same ones again until {@link #written()}. */
    public synchronized List<CatalogEntry> next() {
        if (handedOut.isEmpty()) {
            var next = new ArrayList<CatalogEntry>();
            Iterator<Map.Entry<Event, Seen>> all = waiting.entrySet().iterator();
            while (all.hasNext() && next.size() < AT_A_TIME) {
                Map.Entry<Event, Seen> each = all.next();
                next.add(entry(each.getKey(), each.getValue()));
                all.remove();
            }
            if (leftOut > 0) {
                Instant now = clock.instant();
                String message = leftOut + " events are in the log alone: too many came at once.";
                next.add(entry(new Event(Type.EVENTS_LEFT_OUT, "events", message), new Seen(now, now, 1)));
                leftOut = 0;
            }
            handedOut = List.copyOf(next);
        }
        return handedOut;
    }

    /** The catalog has them. */
    public synchronized void written() {
        handedOut = List.of();
    }

    private CatalogEntry entry(Event event, Seen seen) {
        var details = new LinkedHashMap<String, Object>();
        details.put("service", service);
        details.put("node", node);
        if (seen.times() > 1) {
            details.put("times", seen.times());
            details.put("last", seen.last().toString());
        }
        return CatalogEntry.entry(
                "record-event",
                "at",
                seen.first(),
                "type",
                event.type().toString(),
                "component",
                event.component(),
                "message",
                event.message(),
                "details",
                CatalogEntry.json(details));
    }
}
