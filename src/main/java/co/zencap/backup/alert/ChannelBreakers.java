package co.zencap.backup.alert;

import java.util.Collection;
import java.util.function.UnaryOperator;
import org.apache.camel.builder.RouteBuilder;

/**
 * A circuit breaker in front of each channel: one that is down is left alone for a while, and not asked by everything that
 * waits. Which channels there are is known at the start only, so these routes are made here, not in {@code routes/}.
 */
public final class ChannelBreakers extends RouteBuilder {
    private static final int LOOKED_AT = 10;
    private static final int ENOUGH = 5;
    private static final int SECONDS_ALONE = 60;

    private final Collection<String> channels;
    private final UnaryOperator<String> routes;

    /** @param routes by which route a channel tells; some share one */
    public ChannelBreakers(Collection<String> channels, UnaryOperator<String> routes) {
        this.channels = channels;
        this.routes = routes;
    }

    /** The name of a channel's breaker, by which Hawtio shows and resets it. */
    public static String breaker(String channel) {
        return "breaker-" + channel;
    }

    @Override
    public void configure() {
        for (String channel : channels) {
            from("direct:ask-" + channel)
                    .routeId("ask-" + channel)
                    .routeDescription("Asks the channel " + channel + " to tell something, unless it is down")
                    .errorHandler(noErrorHandler())
                    .circuitBreaker()
                    .id(breaker(channel))
                    .resilience4jConfiguration()
                    .failureRateThreshold(50)
                    .slidingWindowSize(LOOKED_AT)
                    .minimumNumberOfCalls(ENOUGH)
                    .waitDurationInOpenState(SECONDS_ALONE)
                    .permittedNumberOfCallsInHalfOpenState(1)
                    // Else what was not told would pass for told.
                    .throwExceptionWhenHalfOpenOrOpenState(true)
                    .end()
                    .to("direct:tell-by-" + routes.apply(channel))
                    .end();
        }
    }
}
