package co.zencap.backup.runtime;

import co.zencap.backup.api.ApiKeyFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.EnumSet;

/** Puts servlets and the filter of the API's key in their places. */
public final class Web implements ServletContextListener {

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ZencapService service = ZencapService.current();
        ServletContext context = event.getServletContext();
        context.addFilter("api-key", new ApiKeyFilter(service.adminKey()))
                .addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/api", "/api/*");
        context.addServlet("camel", new CamelServlet(service.engine(), CamelServlet.LARGEST_BODY))
                .addMapping("/");
        context.addServlet("health", new HealthServlet(service::camelContext)).addMapping("/health", "/health/*");
    }
}
