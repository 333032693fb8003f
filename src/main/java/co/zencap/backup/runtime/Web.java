package co.zencap.backup.runtime;

import co.zencap.backup.api.ApiKeyFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.EnumSet;
import java.util.List;

/** Puts servlets and the filter of the API's key in their places. */
public final class Web implements ServletContextListener {

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ZencapService service = ZencapService.current();
        ServletContext context = event.getServletContext();
        context.addFilter("api-key", new ApiKeyFilter("ADMIN_API_KEY", List.of(service.adminKey())))
                .addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/api", "/api/*");
        context.addFilter(
                        "metrics-key", new ApiKeyFilter("BACKUP_METRICS_TOKEN or ADMIN_API_KEY", service.metricsKeys()))
                .addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/metrics", "/metrics/*");
        context.addServlet("camel", new CamelServlet(service.engine(), CamelServlet.LARGEST_BODY))
                .addMapping("/");
        context.addServlet("health", new HealthServlet(service::camelContext, service::health))
                .addMapping("/health", "/health/*");
    }
}
