package co.zencap.backup.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** Takes traces as OTLP over HTTP has them, and keeps what it gets. */
public final class TraceCollector implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Taken> taken = new CopyOnWriteArrayList<>();
    private final List<Map<String, Object>> services = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final StringBuffer all = new StringBuffer();

    /**
     * A span.
     *
     * @param parent its id; empty for the first of a trace
     */
    public record Taken(
            String trace,
            String id,
            String parent,
            String name,
            long began,
            long ended,
            Status.StatusCode status,
            String message,
            Map<String, Object> attributes) {}

    public TraceCollector() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    public List<Taken> spans() {
        return List.copyOf(taken);
    }

    /** Those of a name. */
    public List<Taken> spans(String name) {
        return taken.stream().filter(span -> span.name().equals(name)).toList();
    }

    /** What those who sent something say of themselves. */
    public List<Map<String, Object>> services() {
        return List.copyOf(services);
    }

    /** What came in the header of that name, of each request. */
    public List<String> authorizations() {
        return List.copyOf(authorizations);
    }

    /** All that came, as text. */
    public String text() {
        return all.toString();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            var request = ExportTraceServiceRequest.parseFrom(exchange.getRequestBody());
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            all.append(request);
            request.getResourceSpansList().forEach(of -> {
                Resource service = of.getResource();
                services.add(values(service.getAttributesList()));
                of.getScopeSpansList().forEach(scope -> scope.getSpansList().forEach(span -> taken.add(taken(span))));
            });
            byte[] answer = ExportTraceServiceResponse.getDefaultInstance().toByteArray();
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private static Taken taken(Span span) {
        var hex = HexFormat.of();
        return new Taken(
                hex.formatHex(span.getTraceId().toByteArray()),
                hex.formatHex(span.getSpanId().toByteArray()),
                hex.formatHex(span.getParentSpanId().toByteArray()),
                span.getName(),
                span.getStartTimeUnixNano(),
                span.getEndTimeUnixNano(),
                span.getStatus().getCode(),
                span.getStatus().getMessage(),
                values(span.getAttributesList()));
    }

    private static Map<String, Object> values(List<KeyValue> attributes) {
        return attributes.stream().collect(Collectors.toMap(KeyValue::getKey, each -> value(each.getValue())));
    }

    private static Object value(AnyValue value) {
        return switch (value.getValueCase()) {
            case INT_VALUE -> value.getIntValue();
            case BOOL_VALUE -> value.getBoolValue();
            default -> value.getStringValue();
        };
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
