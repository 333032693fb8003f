package co.zencap.backup.monitor;

import co.zencap.backup.catalog.CatalogEntry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.timer.TimerEndpoint;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeCompletedEvent;
import org.apache.camel.support.EventNotifierSupport;

/**
 * When each timer of this node last did its work, and which of them have not for long: one hangs in a step that never ends,
 * or its route was stopped. Those that Quartz keeps are told of by its own tables. Thread-safe.
 */
public final class TimerBeats extends EventNotifierSupport {
    private final CamelContext camel;
    private final String service;
    private final String node;
    private final Duration patience;
    private final Clock clock;
    private final Instant begun;
    private final Map<String, Instant> beats = new ConcurrentHashMap<>();

    /**
     * @param service whose timers these are; several may have one catalog
     * @param patience time that a timer's work may take
     */
    public TimerBeats(CamelContext camel, String service, String node, Duration patience, Clock clock) {
        this.camel = camel;
        this.service = service;
        this.node = node;
        this.patience = patience;
        this.clock = clock;
        this.begun = clock.instant();
        setIgnoreCamelContextEvents(true);
        setIgnoreRouteEvents(true);
        setIgnoreServiceEvents(true);
        setIgnoreExchangeCreatedEvent(true);
        setIgnoreExchangeFailedEvents(true);
        setIgnoreExchangeRedeliveryEvents(true);
        setIgnoreExchangeSentEvents(true);
        setIgnoreExchangeSendingEvents(true);
        setIgnoreStepEvents(true);
    }

    @Override
    public boolean isEnabled(CamelEvent event) {
        return event instanceof ExchangeCompletedEvent ended
                && ended.getExchange().getFromEndpoint() instanceof TimerEndpoint;
    }

    @Override
    public void notify(CamelEvent event) {
        beat(((ExchangeCompletedEvent) event).getExchange().getFromRouteId());
    }

    void beat(String timer) {
        beats.put(timer, clock.instant());
    }

    /** Timers that should have done their work again before a time, even if it takes long; and when they should have begun. */
    public Map<String, Instant> late(Instant before) {
        var late = new LinkedHashMap<String, Instant>();
        for (Route route : camel.getRoutes()) {
            if (route.getEndpoint() instanceof TimerEndpoint timer && timer.getRepeatCount() == 0) {
                Instant last = beats.getOrDefault(route.getId(), begun.plusMillis(timer.getDelay()));
                Instant due = last.plusMillis(timer.getPeriod());
                if (due.plus(patience).isBefore(before)) {
                    late.put(route.getId(), due);
                }
            }
        }
        return late;
    }

    /** For the catalog, where others see it. */
    public CatalogEntry entry() {
        var times = new TreeMap<String, String>();
        beats.forEach((timer, at) -> times.put(timer, at.toString()));
        return CatalogEntry.entry(
                "record-timer-beats",
                "service",
                service,
                "node",
                node,
                "beats",
                CatalogEntry.json(times),
                "at",
                clock.instant());
    }
}
