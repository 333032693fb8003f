package co.zencap.backup.runtime;

import co.zencap.backup.health.ComponentHealth;
import co.zencap.backup.json.Json;
import co.zencap.backup.web.PageHeaders;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheck.Result;
import org.apache.camel.health.HealthCheck.State;
import org.apache.camel.health.HealthCheckHelper;

/** Tells orchestrators, in the shape of MicroProfile Health, how the service is: names and states, no details. */
final class HealthServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Supplier<CamelContext> camel;
    private final transient Supplier<List<ComponentHealth>> components;

    /** @param components what was found last; a call from anybody must not make the service ask anew */
    HealthServlet(Supplier<CamelContext> camel, Supplier<List<ComponentHealth>> components) {
        this.camel = camel;
        this.components = components;
    }

    /**
     * @param name of what was checked
     * @param status UP or DOWN
     */
    record Check(String name, String status) {}

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        PageHeaders.addForData(response);
        String kind = request.getPathInfo() == null ? "/" : request.getPathInfo();
        CamelContext context = camel.get();
        var checks = new ArrayList<Check>();
        checks.add(check("routes-" + name(kind), isUp(kind, context)));
        if (kind.equals("/") || kind.equals("/ready")) {
            add(checks, HealthCheckHelper.invokeReadiness(context));
        }
        if (kind.equals("/") || kind.equals("/live")) {
            add(checks, HealthCheckHelper.invokeLiveness(context));
        }
        if (kind.equals("/")) {
            components
                    .get()
                    .forEach(each -> checks.add(check(each.name(), !each.state().isOutage())));
        }
        boolean up = checks.stream().allMatch(c -> c.status().equals("UP"));
        byte[] body = Json.MAPPER.writeValueAsBytes(Map.of("status", up ? "UP" : "DOWN", "checks", checks));
        if (!List.of("/", "/live", "/ready", "/started").contains(kind)) {
            response.setStatus(404);
            return;
        }
        response.setStatus(up ? 200 : 503);
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** Alive is also what is stopping: a restart would not make it better. */
    private static boolean isUp(String kind, CamelContext context) {
        return kind.equals("/live") || context.isStarted();
    }

    private static String name(String kind) {
        return kind.equals("/") ? "running" : kind.substring(1);
    }

    private static void add(List<Check> checks, Collection<Result> results) {
        for (Result result : results) {
            HealthCheck source = result.getCheck();
            Check check = check(source.getId(), result.getState() != State.DOWN);
            if (!checks.contains(check)) {
                checks.add(check);
            }
        }
    }

    private static Check check(String name, boolean up) {
        return new Check(name, up ? "UP" : "DOWN");
    }
}
