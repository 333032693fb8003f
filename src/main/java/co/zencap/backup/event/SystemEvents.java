package co.zencap.backup.event;

import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.figures.Harmless;
import co.zencap.backup.figures.Shortened;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Events on their way to the catalog, in order. A line of the log that comes again is counted: while it waits, and for an hour
 * after it was told, when all of that hour become one event. Bounded: what comes when too many wait, or too many came in an
 * hour, is left out, and that is an event once an hour, too. Thread-safe.
 */
public final class SystemEvents {
    private static final int MOST_WAITING = 500;
    private static final int AT_A_TIME = 100;

    /** Each day fewer than forget-history.sql can forget in one. */
    private static final int MOST_LINES_AN_HOUR = 1000;

    /** With what the service itself does, for which there is room when lines of the log have taken theirs. */
    private static final int MOST_AN_HOUR = MOST_LINES_AN_HOUR + 100;

    private static final Duration HOUR = Duration.ofHours(1);
    private static final int LONGEST = 2000;

    private final String service;
    private final String node;
    private final Clock clock;
    private final Map<Event, Seen> waiting = new LinkedHashMap<>();
    private List<CatalogEntry> handedOut = List.of();
    private final Map<Event, Told> told = new LinkedHashMap<>();
    private Instant hour = Instant.MIN;
    private int inThisHour;
    private long leftOut;
    private Instant leftOutTold = Instant.MIN;

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

        private boolean isLine() {
            return this == WARNING || this == ERROR;
        }

        /** As the catalog and the API call it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private record Event(Type type, String component, String message) {}

    private record Seen(Instant first, Instant last, int times) {
        Seen again(Instant now) {
            return new Seen(first, now, times + 1);
        }
    }

    /** One that was handed out, and how often it came since; null: never. */
    private record Told(Instant at, Seen since) {
        Told again(Instant now) {
            return new Told(at, since == null ? new Seen(now, now, 1) : since.again(now));
        }
    }

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
        var event = new Event(type, Harmless.line(component), Shortened.of(Harmless.line(message), LONGEST, "..."));
        Instant now = clock.instant();
        endHours(now);
        if (waiting.containsKey(event)) {
            waiting.computeIfPresent(event, (same, seen) -> seen.again(now));
        } else if (told.containsKey(event)) {
            told.computeIfPresent(event, (same, before) -> before.again(now));
        } else if (hasRoom(type)) {
            await(event, new Seen(now, now, 1));
        } else {
            leftOut++;
        }
    }

    private boolean hasRoom(Type type) {
        return waiting.size() < MOST_WAITING && inThisHour < (type.isLine() ? MOST_LINES_AN_HOUR : MOST_AN_HOUR);
    }

    private void await(Event event, Seen seen) {
        waiting.put(event, seen);
        inThisHour++;
    }

    /** What came again waits when its hour is over, and as soon as there is room for it. */
    private void endHours(Instant now) {
        if (isOver(hour, now)) {
            hour = now;
            inThisHour = 0;
        }
        Iterator<Map.Entry<Event, Told>> all = told.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Event, Told> oldest = all.next();
            Seen since = oldest.getValue().since();
            if (!isOver(oldest.getValue().at(), now)
                    || (since != null && !hasRoom(oldest.getKey().type()))) {
                return;
            }
            if (since != null) {
                await(oldest.getKey(), since);
            }
            all.remove();
        }
    }

    /** Also when the clock was set back. */
    private static boolean isOver(Instant hour, Instant now) {
        return now.isBefore(hour) || !now.isBefore(hour.plus(HOUR));
    }

    /** Whether there is anything to write. */
    public synchronized boolean isWaiting() {
        Instant now = clock.instant();
        endHours(now);
        return !handedOut.isEmpty() || !waiting.isEmpty() || isLeftOutDue(now);
    }

    private boolean isLeftOutDue(Instant now) {
        return leftOut > 0 && isOver(leftOutTold, now);
    }

    /** The next ones to write; the same ones again until {@link #written()}. */
    public synchronized List<CatalogEntry> next() {
        if (handedOut.isEmpty()) {
            Instant now = clock.instant();
            var next = new ArrayList<CatalogEntry>();
            Iterator<Map.Entry<Event, Seen>> all = waiting.entrySet().iterator();
            while (all.hasNext() && next.size() < AT_A_TIME) {
                Map.Entry<Event, Seen> each = all.next();
                next.add(entry(each.getKey(), each.getValue()));
                if (each.getKey().type().isLine()) {
                    told.put(each.getKey(), new Told(now, null));
                }
                all.remove();
            }
            if (isLeftOutDue(now)) {
                String message = leftOut + " events are in the log alone: too many came at once.";
                next.add(entry(new Event(Type.EVENTS_LEFT_OUT, "events", message), new Seen(now, now, 1)));
                leftOut = 0;
                leftOutTold = now;
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
