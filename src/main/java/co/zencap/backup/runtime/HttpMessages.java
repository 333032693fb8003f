package co.zencap.backup.runtime;

import co.zencap.backup.access.Caller;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.NoTypeConversionAvailableException;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.spi.HeaderFilterStrategy;

/**
 * Turns requests into exchanges and exchanges into responses. A caller must not set what steers endpoints
 * ({@code Camel*}), and its credentials have no business in a route.
 */
final class HttpMessages {
    private static final List<String> CREDENTIALS = List.of("authorization", "proxy-authorization", "cookie");

    private HttpMessages() {}

    static void read(
            HttpServletRequest request, String path, byte[] body, PlatformHttpEndpoint endpoint, Exchange exchange) {
        Message message = exchange.getMessage();
        HeaderFilterStrategy filter = endpoint.getHeaderFilterStrategy();
        request.getParameterMap().forEach((name, values) -> accept(message, filter, name, List.of(values)));
        for (String name : Collections.list(request.getHeaderNames())) {
            if (!CREDENTIALS.contains(name.toLowerCase(Locale.ROOT))) {
                accept(message, filter, name, Collections.list(request.getHeaders(name)));
            }
        }
        parameters(endpoint.getPath(), path).forEach(message::setHeader);
        if (request.getAttribute(Caller.PROPERTY) instanceof Caller caller) {
            exchange.setProperty(Caller.PROPERTY, caller);
        }
        message.setHeader(Exchange.HTTP_METHOD, request.getMethod());
        message.setHeader(Exchange.HTTP_PATH, path);
        message.setHeader(Exchange.HTTP_URI, request.getRequestURI());
        message.setHeader(Exchange.HTTP_QUERY, request.getQueryString());
        message.setBody(body.length == 0 ? null : body);
    }

    static void write(Exchange exchange, PlatformHttpEndpoint endpoint, HttpServletResponse response)
            throws IOException, NoTypeConversionAvailableException {
        Message message = exchange.getMessage();
        Object body = message.getBody();
        // Converted before anything is sent: what can't be converted becomes an error, not an empty answer.
        InputStream bytes = body == null
                ? InputStream.nullInputStream()
                : exchange.getContext().getTypeConverter().mandatoryConvertTo(InputStream.class, exchange, body);
        try (bytes) {
            HeaderFilterStrategy filter = endpoint.getHeaderFilterStrategy();
            Integer status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
            response.setStatus(status != null ? status : body == null ? 204 : 200);
            for (Map.Entry<String, Object> header : message.getHeaders().entrySet()) {
                String value = message.getHeader(header.getKey(), String.class);
                if (value != null
                        && !isCamels(header.getKey())
                        && !filter.applyFilterToCamelHeaders(header.getKey(), value, exchange)) {
                    response.setHeader(header.getKey(), value);
                }
            }
            String type = message.getHeader(Exchange.CONTENT_TYPE, String.class);
            response.setContentType(type != null ? type : body == null ? null : "application/octet-stream");
            bytes.transferTo(response.getOutputStream());
        }
    }

    private static void accept(Message message, HeaderFilterStrategy filter, String name, List<String> values) {
        Object value = values.size() == 1 ? values.get(0) : values;
        if (!isCamels(name)
                && !values.isEmpty()
                && !filter.applyFilterToExternalHeaders(name, value, message.getExchange())) {
            message.setHeader(name, value);
        }
    }

    static boolean isCamels(String name) {
        return name.toLowerCase(Locale.ROOT).startsWith("camel");
    }

    /** The values of a template's {names} in a path. */
    static Map<String, String> parameters(String template, String path) {
        String[] names = template.split("/");
        String[] values = path.split("/");
        var parameters = new java.util.LinkedHashMap<String, String>();
        for (int i = 0; i < Math.min(names.length, values.length); i++) {
            if (names[i].startsWith("{") && names[i].endsWith("}")) {
                parameters.put(names[i].substring(1, names[i].length() - 1), values[i]);
            }
        }
        return parameters;
    }
}
