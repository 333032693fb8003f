package co.zencap.backup.postgres.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import co.zencap.backup.postgres.ToolCommand;
import co.zencap.backup.postgres.ToolCommand.Limits;
import co.zencap.backup.postgres.ToolCommand.Mode;
import co.zencap.backup.postgres.ToolFailure;
import co.zencap.backup.postgres.ToolPayload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.BindToRegistry;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ToolExecTest extends CamelTestSupport {

    @BindToRegistry("toolBinding")
    private final ToolExecBinding binding = new ToolExecBinding();

    @BindToRegistry("toolExecutor")
    private final StreamingExecCommandExecutor executor = new StreamingExecCommandExecutor();

    private final AtomicReference<ToolPayload> payload = new AtomicReference<>();

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                String exec = "exec:sh?binding=#toolBinding&commandExecutor=#toolExecutor";
                from("direct:drain")
                        .routeId("drain")
                        .to(exec)
                        .process(ToolExecTest.this::remember)
                        .process(ToolExecTest.this::drain);
                from("direct:break-off")
                        .routeId("break-off")
                        .to(exec)
                        .process(ToolExecTest.this::remember)
                        .throwException(new IllegalStateException("the next step fails"));
                from("direct:run").routeId("run").to(exec);
            }
        };
    }

    private void remember(Exchange exchange) {
        payload.set(exchange.getMessage().getBody(ToolPayload.class));
    }

    private void drain(Exchange exchange) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        payload.get().writeTo(out);
        exchange.getMessage().setBody(out.toString());
    }

    private static ToolCommand shell(Mode mode, String script) {
        return new ToolCommand(
                Path.of("/bin/sh"), List.of("-c", script), Map.of("GIVEN", "value"), Path.of("/"), Limits.NONE, mode);
    }

    @Test
    void outputIsLiveAndArrivesWhole() {
        String out = template.requestBody(
                "direct:drain",
                shell(Mode.STREAM, "head -c 1000000 /dev/zero | tr '\\0' x; echo $GIVEN"),
                String.class);
        assertThat(out).hasSize(1_000_006).endsWith("xvalue\n");
    }

    @Test
    void aProgramThatFailsAfterItsOutputFailsTheExchange() {
        assertThatThrownBy(() -> template.requestBody("direct:drain", shell(Mode.STREAM, "echo half; exit 1")))
                .isInstanceOf(CamelExecutionException.class)
                .hasCauseInstanceOf(ToolFailure.class);
    }

    @Test
    void theExchangeEndsAProgramThatNobodyDrains() {
        assertThatThrownBy(() -> template.requestBody("direct:break-off", shell(Mode.STREAM, "sleep 300")))
                .hasRootCauseMessage("the next step fails");
        await().until(() -> !payload.get().process().isAlive());
    }

    @Test
    void aSmallProgramRunsToItsEnd() {
        assertThat(template.requestBody("direct:run", shell(Mode.RUN, "echo done"), String.class))
                .isEqualTo("done\n");
        assertThatThrownBy(() -> template.requestBody("direct:run", shell(Mode.RUN, "echo why >&2; exit 7")))
                .hasCauseInstanceOf(ToolFailure.class)
                .rootCause()
                .hasMessageContaining("exit status 7")
                .hasMessageContaining("why");
    }

    @Test
    void headersFromOutsideHaveNoInfluence() {
        Exchange done = template.request("direct:run", exchange -> {
            exchange.getMessage().setBody(shell(Mode.RUN, "echo ours"));
            exchange.getMessage().setHeader("CamelExecCommandExecutable", "/bin/false");
            exchange.getMessage().setHeader("CamelExecCommandArgs", List.of("-c", "echo theirs"));
            exchange.getMessage().setHeader("CamelExecCommandWorkingDir", "/no/such/folder");
            exchange.getMessage().setHeader("CamelExecCommandTimeout", 1);
            exchange.getMessage().setHeader("kept", "yes");
        });
        assertThat(done.getException()).isNull();
        assertThat(done.getMessage().getBody(String.class)).isEqualTo("ours\n");
        assertThat(done.getMessage().getHeaders()).containsOnlyKeys("kept");
    }

    @Test
    void refusesABodyThatIsNoCommandAndARouteThatNamesAnotherProgram() {
        assertThatThrownBy(() -> template.requestBody("direct:run", "rm -rf /"))
                .rootCause()
                .hasMessageContaining("ToolCommand")
                .hasMessageContaining("HINT:");
        ToolCommand other =
                new ToolCommand(Path.of("/bin/echo"), List.of(), Map.of(), Path.of("/"), Limits.NONE, Mode.RUN);
        assertThatThrownBy(() -> template.requestBody("direct:run", other))
                .rootCause()
                .hasMessageContaining("exec:sh")
                .hasMessageContaining("echo");
    }
}
