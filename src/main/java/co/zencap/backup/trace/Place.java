package co.zencap.backup.trace;

import co.zencap.backup.operation.RunningOperation;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import org.apache.camel.Exchange;

/**
 * Where in its trace an exchange is: in which route, and from where that was called. A property of the exchange, so that it
 * goes along into the copies that queues, splits and multicasts make.
 *
 * @param route its id
 * @param span its own
 * @param root what began the trace, when this route is the first in it; null otherwise
 * @param work whose outcome this route's is; null as long as nobody knows
 * @param ended whether that had ended before this route began, which then is about something else
 * @param outer where the route was called; null for the first in the trace
 */
record Place(String route, Span span, Span root, RunningOperation work, boolean ended, Place outer) {
    private static final String PROPERTY = "tracePlace";
    private static final String ORIGIN = "traceOrigin";

    /** The first route that an exchange came through, and when: a timer, mostly. */
    record Origin(String route, Instant at) {}

    /** Null outside of a trace. */
    static Place of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, Place.class);
    }

    static Origin originOf(Exchange exchange) {
        return exchange.getProperty(ORIGIN, Origin.class);
    }

    /** May become the beginning of traces, of one for each operation that comes of it. */
    static void origin(Exchange exchange, Origin origin) {
        exchange.setProperty(ORIGIN, origin);
    }

    /** From here on what happens belongs to no trace. */
    static void forget(Exchange exchange) {
        exchange.removeProperty(PROPERTY);
    }

    void enter(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
    }

    /** Back to where the route was called. */
    void leave(Exchange exchange) {
        if (outer == null) {
            forget(exchange);
        } else {
            outer.enter(exchange);
        }
    }

    /** This, or the place around it that belongs to a route; null without one. */
    Place ofRoute(String id) {
        Place place = this;
        while (place != null && !place.route.equals(id)) {
            place = place.outer;
        }
        return place;
    }

    /** Begins something that is done here. */
    Span begin(Tracer tracer, String name) {
        return tracer.spanBuilder(name).setParent(Context.root().with(span)).startSpan();
    }
}
