package co.zencap.backup.api;

import org.apache.camel.Exchange;
import org.apache.camel.model.rest.RestBindingMode;
import org.apache.camel.model.rest.RestParamType;

/** The specification's endpoint, and what all of the API has in common for whoever reads its description. */
public final class AdminApi extends ApiRoutes {
    @Override
    void calls() {
        restConfiguration()
                .component("platform-http")
                .bindingMode(RestBindingMode.off)
                .inlineRoutes(true)
                .apiContextPath("/api/openapi.json")
                .apiContextRouteId("openapi")
                .apiProperty("api.title", "ZenCap Backup admin API")
                .apiProperty("api.version", "1")
                .apiProperty(
                        "api.description",
                        "Every call needs 'Authorization: Bearer KEY': ADMIN_API_KEY, or a key whose role may do it.")
                .apiProperty("openapi.version", "3.0.1");

        rest("/api/admin/backup-system")
                .description("The specification's single endpoint")
                .get()
                .id("get-backup-system")
                .description("Overview, status, health, metrics, what the dashboard shows, or the latest operations")
                .produces(JSON)
                .param()
                .name("action")
                .type(RestParamType.query)
                .description("none, status, health, metrics, dashboard, operations or disaster_recovery")
                .required(false)
                .endParam()
                .param()
                .name("limit")
                .type(RestParamType.query)
                .dataType("integer")
                .description("how many operations, 1 to 500")
                .required(false)
                .endParam()
                .to("direct:get-backup-system")
                .post()
                .id("post-backup-system")
                .description(
                        "initialize (with 'config': intervals of automatedBackup and monitoring, schedules, performance),"
                                + " backup, test or disaster_recovery (with 'options'); long work answers 202 with the operation's id and Location")
                .consumes(JSON)
                .produces(JSON)
                .to("direct:post-backup-system");
        rest("/api/init-db")
                .post()
                .id("init-db")
                .description("Creates or upgrades the catalog's tables")
                .produces(JSON)
                .to("direct:init-db");
        rest("/metrics")
                .get()
                .id("get-metrics")
                .description("All that is measured, as Prometheus reads it; BACKUP_METRICS_TOKEN opens it, too")
                .produces("text/plain")
                .to("direct:get-metrics");

        from("direct:get-metrics")
                .routeId("api-get-metrics")
                .bean("metricsResource", "text")
                .removeHeaders("*")
                .setHeader(Exchange.CONTENT_TYPE, constant(MetricsResource.TYPE));
        serve("get-backup-system", "adminActions", "query");
        serve("post-backup-system", "adminActions", "command");
        serve("init-db", "adminActions", "initDatabase");
    }
}
