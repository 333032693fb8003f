package co.zencap.backup.runtime;

import co.zencap.backup.web.ApiGuard;
import co.zencap.backup.web.Callers;
import co.zencap.backup.web.EventsServlet;
import co.zencap.backup.web.MetricsGuard;
import co.zencap.backup.web.PageServlet;
import co.zencap.backup.web.SessionServlet;
import co.zencap.backup.web.Sessions;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.EnumSet;
import javax.management.JMException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the service with the application, and puts its servlets and the filters that guard them in their places. */
public final class Web implements ServletContextListener {
    private static final Logger LOG = LoggerFactory.getLogger(Web.class);

    private final ZencapService service = new ZencapService();

    @Override
    public void contextInitialized(ServletContextEvent event) {
        service.start();
        ServletContext context = event.getServletContext();
        Clock clock = Clock.systemUTC();
        Callers callers = service.callers();
        var sessions = new Sessions(clock);
        var guard = context.addFilter("api-guard", new ApiGuard(callers, sessions));
        guard.setAsyncSupported(true);
        guard.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/api", "/api/*");
        context.addFilter("metrics-guard", new MetricsGuard(service.metricsKeys(), callers))
                .addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/metrics", "/metrics/*");
        serve(context, "camel", new CamelServlet(service.engine(), CamelServlet.LARGEST_BODY), "/");
        serve(context, "health", new HealthServlet(service::camelContext, service::health), "/health", "/health/*");
        serve(context, "session", new SessionServlet(callers, sessions), SessionServlet.PATH);
        serve(
                context,
                "events",
                new EventsServlet(service.operations()::running, sessions, callers),
                EventsServlet.PATH);
        try {
            serve(context, "dashboard", new PageServlet(context), "", "/assets/*");
        } catch (IOException e) {
            throw new UncheckedIOException("The dashboard's files can't be read from the application", e);
        }
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        try {
            service.stop();
        } catch (JMException e) {
            LOG.warn("The sign-in of Hawtio is not withdrawn", e);
        }
    }

    private static void serve(ServletContext context, String name, Servlet servlet, String... paths) {
        var registration = context.addServlet(name, servlet);
        registration.setAsyncSupported(true);
        registration.addMapping(paths);
    }
}
