package co.zencap.backup.trace;

import co.zencap.backup.operation.Problem;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.operation.Work;
import co.zencap.backup.trace.Place.Origin;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;

/**
 * A span for each route that an operation comes through. A trace begins where a route takes {@link Work}, and with what the
 * exchange came through before: a timer that begins three backups begins three traces, and one that finds nothing to do none.
 */
final class RouteSpans extends RoutePolicySupport implements RoutePolicyFactory {
    /** These see to everybody's business, whoever woke them. */
    private static final Set<String> APART = Set.of("follow-alerts", "send-reports");

    private final Tracer tracer;
    private final Clock clock;

    RouteSpans(Tracer tracer, Clock clock) {
        this.tracer = tracer;
        this.clock = clock;
    }

    @Override
    public RoutePolicy createRoutePolicy(CamelContext camel, String routeId, NamedNode route) {
        return this;
    }

    @Override
    public void onExchangeBegin(Route route, Exchange exchange) {
        String id = route.getRouteId();
        Place outer = Place.of(exchange);
        if (outer != null && APART.contains(id)) {
            Place.forget(exchange);
        } else if (outer != null) {
            called(id, outer, exchange);
        } else if (exchange.getMessage().getBody() instanceof Work work) {
            first(id, work.operation(), exchange);
        } else if (Place.originOf(exchange) == null) {
            Place.origin(exchange, new Origin(id, clock.instant()));
        }
    }

    private void first(String id, RunningOperation work, Exchange exchange) {
        Origin origin = Place.originOf(exchange);
        if (origin == null || origin.route().equals(id)) {
            Span span = root(id, work.snapshot().startedAt());
            new Place(id, span, null, work, false, null).enter(exchange);
            return;
        }
        Span root = root(origin.route(), origin.at());
        Span span = tracer.spanBuilder(id).setParent(Context.root().with(root)).startSpan();
        new Place(id, span, root, work, false, null).enter(exchange);
    }

    private Span root(String name, Instant since) {
        return tracer.spanBuilder(name).setNoParent().setStartTimestamp(since).startSpan();
    }

    private void called(String id, Place outer, Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        RunningOperation own = body instanceof Work work ? work.operation() : null;
        RunningOperation known = own != null ? own : exchange.getProperty(Outcome.OPERATION, RunningOperation.class);
        boolean ended = known != null && !known.snapshot().isRunning();
        Span span = outer.begin(tracer, id);
        Outcome.size(span, body);
        new Place(id, span, null, own, ended, outer).enter(exchange);
    }

    @Override
    public void onExchangeDone(Route route, Exchange exchange) {
        Place innermost = Place.of(exchange);
        Place place = innermost == null ? null : innermost.ofRoute(route.getRouteId());
        if (place == null) {
            return;
        }
        RunningOperation work =
                place.work() != null ? place.work() : exchange.getProperty(Outcome.OPERATION, RunningOperation.class);
        end(place, place.span(), work, exchange);
        if (place.root() != null) {
            end(place, place.root(), work, exchange);
        }
        place.leave(exchange);
    }

    private static void end(Place place, Span span, RunningOperation work, Exchange exchange) {
        if (work != null) {
            Outcome.tell(span, work.snapshot(), !place.ended());
        }
        if (exchange.getException() != null) {
            span.setStatus(
                    StatusCode.ERROR,
                    Problem.of(place.route(), exchange.getException()).sentence());
        }
        span.end();
    }
}
