package co.zencap.backup.alert;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;

/** Sends a marked test through every channel, all at once, and tells what each of them answered. */
public final class ChannelTest {
    private final Collection<String> channels;
    private final UnaryOperator<String> route;
    private final Predicate<String> tickets;
    private final ProducerTemplate routes;
    private final Clock clock;

    /**
     * What became of one.
     *
     * @param taken whether the channel took it
     * @param answer what it said, in a sentence
     */
    public record Outcome(String channel, boolean taken, String answer, long milliseconds) {}

    /**
     * @param route the one by which a channel tells
     * @param tickets whether a channel keeps something open until it is told that all is well again
     */
    public ChannelTest(
            Collection<String> channels,
            UnaryOperator<String> route,
            Predicate<String> tickets,
            ProducerTemplate routes,
            Clock clock) {
        this.channels = channels;
        this.route = route;
        this.tickets = tickets;
        this.routes = routes;
        this.clock = clock;
    }

    /** Tests all channels and the log. */
    public List<Outcome> run() {
        List<CompletableFuture<Outcome>> tests = Stream.concat(Stream.of(AlertRules.LOG), channels.stream())
                .map(this::test)
                .toList();
        return tests.stream().map(CompletableFuture::join).toList();
    }

    /** Not through its breaker: that it was left alone tells nothing of how it is now. */
    private CompletableFuture<Outcome> test(String channel) {
        Instant begun = clock.instant();
        Notice notice = Notice.test(channel, begun);
        return tell(notice)
                .thenCompose(answered -> answered.getException() == null && tickets.test(channel)
                        ? tell(notice.over("The test is over.", clock.instant()))
                        : CompletableFuture.completedFuture(answered))
                .thenApply(answered -> outcome(channel, answered, begun));
    }

    private CompletableFuture<Exchange> tell(Notice notice) {
        return routes.asyncSend("direct:tell-by-" + route.apply(notice.channel()), exchange -> exchange.getMessage()
                .setBody(notice));
    }

    private Outcome outcome(String channel, Exchange answered, Instant begun) {
        Throwable failure = answered.getException();
        Integer status = answered.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        String answer = failure != null
                ? ChannelFailure.reason(failure)
                : status == null ? "It was taken" : "It answered " + status;
        return new Outcome(
                channel,
                failure == null,
                answer,
                Duration.between(begun, clock.instant()).toMillis());
    }
}
