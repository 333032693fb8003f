package co.zencap.backup.runtime;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;

/**
 * What is taken out of a queue has left the {@code doTry} in which it was put there. Camel's mark of that comes along with the
 * copy all the same, and then a failure within a split or a recipient list passes the route's error handling by: nobody would
 * be told.
 */
final class QueueBoundary extends RoutePolicySupport implements RoutePolicyFactory {

    @Override
    public RoutePolicy createRoutePolicy(CamelContext camel, String routeId, NamedNode route) {
        return this;
    }

    @Override
    public void onExchangeBegin(Route route, Exchange exchange) {
        if (route.getEndpoint().getEndpointUri().startsWith("seda:")) {
            exchange.removeProperty(ExchangePropertyKey.TRY_ROUTE_BLOCK);
        }
    }
}
