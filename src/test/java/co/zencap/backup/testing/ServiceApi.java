package co.zencap.backup.testing;

import co.zencap.backup.access.Caller;
import co.zencap.backup.api.Answer;
import co.zencap.backup.api.ApiProblem;
import co.zencap.backup.json.Json;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.util.ObjectHelper;

/** The admin API of a {@link TestService} by HTTP, as far as a test names its calls: the real beans answer, without Liberty. */
public final class ServiceApi implements AutoCloseable {
    private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

    private final ProducerTemplate routes;
    private final Map<Pattern, String> calls = new LinkedHashMap<>();
    private final HttpServer server;

    /** @param calls beans and their methods by HTTP method and path, as in {@code GET /api/v1/backups/{id}} */
    public ServiceApi(TestService service, Map<String, String> calls) throws IOException {
        routes = service.camel().createProducerTemplate();
        calls.forEach((call, route) ->
                this.calls.put(Pattern.compile(PARAMETER.matcher(call).replaceAll("(?<$1>[^/]+)")), route));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::serve);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void serve(HttpExchange http) throws IOException {
        try (http) {
            URI uri = http.getRequestURI();
            String call = http.getRequestMethod() + " " + uri.getPath();
            String body = new String(http.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            for (Map.Entry<Pattern, String> each : calls.entrySet()) {
                Matcher matcher = each.getKey().matcher(call);
                if (matcher.matches()) {
                    answer(http, each.getValue(), body, headers(each.getKey(), matcher, uri));
                    return;
                }
            }
            http.sendResponseHeaders(404, -1);
        }
    }

    private static Map<String, Object> headers(Pattern pattern, Matcher matcher, URI uri) {
        var headers = new HashMap<String, Object>();
        headers.put(Exchange.CONTENT_TYPE, "application/json");
        if (pattern.pattern().contains("(?<id>")) {
            headers.put("id", matcher.group("id"));
        }
        if (uri.getRawQuery() != null) {
            for (String parameter : uri.getRawQuery().split("&")) {
                String[] parts = parameter.split("=", 2);
                headers.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            }
        }
        return headers;
    }

    private void answer(HttpExchange http, String bean, String body, Map<String, Object> headers) throws IOException {
        Exchange asked = routes.request("bean:" + bean.replace(".", "?method="), exchange -> {
            exchange.setProperty(Caller.PROPERTY, Caller.bootstrap("127.0.0.1"));
            exchange.getMessage().setHeaders(headers);
            exchange.getMessage().setBody(body);
        });
        ApiProblem problem =
                asked.getException() == null ? null : ObjectHelper.getException(ApiProblem.class, asked.getException());
        Answer answer = problem == null
                ? asked.getMessage().getBody(Answer.class)
                : new Answer(problem.status(), problem.problem(), Optional.empty());
        byte[] bytes = Json.MAPPER.writeValueAsBytes(answer.body());
        http.getResponseHeaders().set("Content-Type", "application/json");
        http.sendResponseHeaders(answer.status(), bytes.length);
        http.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
