package co.zencap.backup.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.management.MBeanInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

class SharedMBeanInfoTest {
    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

    @Test
    void stepsOfAKindShareTheirAttributesAndKeepTheirFigures() throws Exception {
        try (var camel = new DefaultCamelContext()) {
            camel.getCamelContextExtension().setManagementMBeanAssembler(new SharedMBeanInfo(camel));
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:one").routeId("one").log("1").id("log-one");
                    from("direct:two").routeId("two").log("2").id("log-two");
                    from("direct:three")
                            .routeId("three")
                            .delay(1)
                            .id("delay-three")
                            .log("3");
                }
            });
            camel.start();
            camel.createProducerTemplate().sendBody("direct:one", "");

            MBeanInfo one = info(camel, "log-one");
            MBeanInfo two = info(camel, "log-two");
            assertThat(one.getAttributes()).hasSizeGreaterThan(20);
            for (int i = 0; i < one.getAttributes().length; i++) {
                assertThat(two.getAttributes()[i]).isSameAs(one.getAttributes()[i]);
            }
            assertThat(two.getOperations()).isEqualTo(one.getOperations());
            assertThat(server.getAttribute(name(camel, "log-one"), "ExchangesTotal"))
                    .isEqualTo(1L);
            assertThat(server.getAttribute(name(camel, "log-two"), "ExchangesTotal"))
                    .isEqualTo(0L);
            assertThat(server.invoke(name(camel, "log-one"), "reset", new Object[0], new String[0]))
                    .isNull();
            assertThat(server.getAttribute(name(camel, "log-one"), "ExchangesTotal"))
                    .isEqualTo(0L);

            assertThat(names(info(camel, "delay-three"))).contains("Delay");
            assertThat(names(one)).doesNotContain("Delay");
        }
    }

    private MBeanInfo info(DefaultCamelContext camel, String step) throws Exception {
        return server.getMBeanInfo(name(camel, step));
    }

    private ObjectName name(DefaultCamelContext camel, String step) throws Exception {
        Set<ObjectName> found = server.queryNames(
                new ObjectName("org.apache.camel:context=" + camel.getManagementName() + ",type=processors,name=\""
                        + step + "\""),
                null);
        return found.iterator().next();
    }

    private static List<String> names(MBeanInfo info) {
        return Stream.of(info.getAttributes()).map(a -> a.getName()).toList();
    }
}
