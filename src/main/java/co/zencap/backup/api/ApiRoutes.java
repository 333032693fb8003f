package co.zencap.backup.api;

import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/** A part of the admin API in the REST DSL; OpenAPI is made from all of them. */
public abstract class ApiRoutes extends RouteBuilder {
    static final String JSON = "application/json";

    /** All parts, in the order in which they are added. */
    public static List<ApiRoutes> all() {
        return List.of(
                new AdminApi(),
                new BackupApi(),
                new RecoveryApi(),
                new AlertApi(),
                new StateApi(),
                new AccessApi(),
                new KeyApi());
    }

    @Override
    public final void configure() {
        onException(Throwable.class).handled(true).bean("callAudit", "failed").process(new ProblemProcessor());
        calls();
    }

    /** The calls, and which bean serves each. */
    abstract void calls();

    /** Whatever is served passes {@link AccessControl} before, and {@link CallAudit} behind. */
    final void serve(String name, String bean, String method) {
        from("direct:" + name)
                .routeId("api-" + name)
                .setProperty(AccessControl.ACTION, constant(name))
                .convertBodyTo(String.class)
                .bean("callAudit", "begin")
                .process(new ZeroCharacters())
                .bean("accessControl", "check")
                .bean(bean, method)
                .process(new AnswerProcessor())
                .bean("callAudit", "answered")
                .removeHeaders("*", Exchange.HTTP_RESPONSE_CODE, Exchange.CONTENT_TYPE, "Location");
    }
}
