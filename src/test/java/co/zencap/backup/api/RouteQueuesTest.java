package co.zencap.backup.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.operation.Operations;
import java.time.Clock;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

class RouteQueuesTest {

    @Test
    void whatARouteDoesNotTakeFailsAndSaysWhereToLook() throws Exception {
        try (var camel = new DefaultCamelContext()) {
            camel.start();
            var routes = camel.createProducerTemplate();
            routes.sendBody("seda:full?size=1&waitForTaskToComplete=Never", "takes the only place");
            var operation = new Operations(Clock.systemUTC(), o -> {}).begin(Kind.VERIFICATION, "shop", null);

            assertThatThrownBy(() -> new RouteQueues(routes).put("seda:full", "a wish", operation))
                    .isInstanceOfSatisfying(ApiProblem.class, refused -> {
                        assertThat(refused.status()).isEqualTo(503);
                        assertThat(refused.problem().hint())
                                .startsWith("./zencap status, or GET /api/v1/operations, shows what waits");
                    });
            assertThat(operation.snapshot().state()).isEqualTo(State.FAILED);
        }
    }
}
