package co.zencap.backup.runtime;

import co.zencap.backup.api.ProblemDocument;
import co.zencap.backup.web.PageHeaders;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The edge between HTTP and routes: limits, refuses and hands over. */
public final class CamelServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(CamelServlet.class);
    static final int LARGEST_BODY = 1 << 20;

    private final transient ServletPlatformHttpEngine engine;
    private final int largestBody;

    /**
     * @param engine knows the routes
     * @param largestBody in bytes; larger ones are refused
     */
    CamelServlet(ServletPlatformHttpEngine engine, int largestBody) {
        this.engine = engine;
        this.largestBody = largestBody;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        PageHeaders.addForData(response);
        String path = path(request);
        boolean options = "OPTIONS".equals(request.getMethod());
        Optional<ServletConsumer> found = options ? Optional.empty() : engine.find(request.getMethod(), path);
        if (found.isEmpty()) {
            refuse(path, response);
        } else if (!found.get().isRunAllowed() || found.get().isSuspendingOrSuspended()) {
            new ProblemDocument(
                            503, "Not available", "The route that serves this is suspended.", "Resume it in Hawtio.")
                    .send(response);
        } else {
            serve(found.get(), path, request, response);
        }
    }

    private void serve(ServletConsumer consumer, String path, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        byte[] body = request.getContentLengthLong() > largestBody
                ? null
                : request.getInputStream().readNBytes(largestBody + 1);
        if (body == null || body.length > largestBody) {
            response.setHeader("Connection", "close");
            new ProblemDocument(413, "Too large", "The body is larger than " + largestBody + " bytes.", "Send less.")
                    .send(response);
            return;
        }
        Exchange exchange = consumer.createExchange(false);
        try {
            consumer.createUoW(exchange);
            HttpMessages.read(request, path, body, consumer.getEndpoint(), exchange);
            consumer.getProcessor().process(exchange);
            if (exchange.getException() != null) {
                throw exchange.getException();
            }
            HttpMessages.write(exchange, consumer.getEndpoint(), response);
        } catch (Exception e) {
            LOG.error("{} {} could not be served", request.getMethod(), path, e);
            if (response.isCommitted()) {
                throw new IOException("The answer broke off", e); // the container cuts the connection: no false end
            }
            response.reset();
            PageHeaders.addForData(response);
            new ProblemDocument(500, "The call could not be served", "The log says why.", "Look into the log.")
                    .send(response);
        } finally {
            consumer.doneUoW(exchange);
            consumer.releaseExchange(exchange, false);
        }
    }

    private void refuse(String path, HttpServletResponse response) throws IOException {
        var allowed = engine.allowed(path);
        if (allowed.isEmpty()) {
            new ProblemDocument(404, "Not found", "Nothing is served here.", "/api/openapi.json lists what is.")
                    .send(response);
            return;
        }
        String methods = allowed.stream().map(Enum::name).collect(Collectors.joining(", "));
        response.setHeader("Allow", methods);
        new ProblemDocument(405, "Wrong method", "This is not served by that method.", "Use " + methods + ".")
                .send(response);
    }

    /** The decoded and normalised path, the one the filter of the API's key was asked about. */
    private static String path(HttpServletRequest request) {
        return request.getServletPath()
                + Optional.ofNullable(request.getPathInfo()).orElse("");
    }
}
