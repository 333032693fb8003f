package co.zencap.backup.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class QueueBoundaryTest {
    private final List<String> told = new CopyOnWriteArrayList<>();

    @Test
    void whatFailsBehindAQueueIsHandledThereAlsoWhenItWasPutInWithinADoTry() throws Exception {
        try (var camel = new DefaultCamelContext()) {
            camel.addRoutePolicyFactory(new QueueBoundary());
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:begin")
                            .doTry()
                            .to("seda:work")
                            .doCatch(Exception.class)
                            .end();
                    from("seda:work")
                            .onException(Exception.class)
                            .handled(true)
                            .process(e -> told.add(e.getIn().getBody(String.class)))
                            .end()
                            .split(body())
                            .stopOnException()
                            .recipientList(constant("direct:fail"));
                    from("direct:fail").errorHandler(noErrorHandler()).process(e -> {
                        throw new IllegalStateException("it failed");
                    });
                }
            });
            camel.start();
            try (var routes = camel.createProducerTemplate()) {
                routes.sendBody("direct:begin", "first");

                Awaitility.await().until(() -> !told.isEmpty());
                assertThat(told).containsExactly("first");
            }
        }
    }
}
