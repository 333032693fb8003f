package co.zencap.backup.trace;

import co.zencap.backup.settings.Settings;
import co.zencap.backup.settings.TracingSettings;
import co.zencap.backup.settings.Version;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.resources.Resource;
import java.io.Closeable;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;

/**
 * Sends traces to a collector. Set up by OpenTelemetry's own reading of its settings, but for this service alone: nothing of it
 * is the server's, and another application may have another.
 */
public final class Tracing implements Closeable {
    /** A collector that hangs must not keep the service from ending. */
    private static final Duration LAST_SPANS = Duration.ofSeconds(3);

    /** These repeat what {@link WatchedExporter} says once. Held here, as they would be forgotten otherwise. */
    private static final List<Logger> REPETITIVE = Stream.of(
                    "io.opentelemetry.exporter.otlp.internal.HttpExporter",
                    "io.opentelemetry.sdk.trace.export.BatchSpanProcessor")
            .map(Logger::getLogger)
            .toList();

    /** A node has a name already, and keeps it. */
    private static final String RANDOM_NAMES = "io.opentelemetry.sdk.autoconfigure.ServiceInstanceIdResourceProvider";

    private final OpenTelemetrySdk sdk;

    private Tracing(OpenTelemetrySdk sdk) {
        this.sdk = sdk;
    }

    /**
     * Has the routes that are added from now on traced.
     *
     * @param node which of several this is
     * @throws IllegalArgumentException when a setting has a value that OpenTelemetry does not know
     */
    public static Tracing of(CamelContext camel, Settings settings, String node, Clock clock) {
        REPETITIVE.forEach(logger -> logger.setFilter(line -> false));
        var tracing = new Tracing(sdk(settings.tracing().orElseThrow(), resource(settings, node)));
        Tracer tracer = tracing.sdk.getTracer("co.zencap.backup", Version.current());
        camel.addRoutePolicyFactory(new RouteSpans(tracer, clock));
        camel.getCamelContextExtension().addInterceptStrategy(new StepSpans(tracer));
        return tracing;
    }

    private static OpenTelemetrySdk sdk(TracingSettings settings, Resource service) {
        try {
            return AutoConfiguredOpenTelemetrySdk.builder()
                    .setServiceClassLoader(Tracing.class.getClassLoader())
                    .disableShutdownHook()
                    .addPropertiesSupplier(() -> Map.of("otel.java.disabled.resource.providers", RANDOM_NAMES))
                    .addPropertiesCustomizer(others -> settings.properties())
                    // What an operator says of the service wins.
                    .addResourceCustomizer((resource, properties) -> service.merge(resource))
                    .addSpanExporterCustomizer(
                            (exporter, properties) -> new WatchedExporter(exporter, settings.place()))
                    .build()
                    .getOpenTelemetrySdk();
        } catch (ConfigurationException e) {
            throw new IllegalArgumentException(
                    "Traces can't be set up: " + e.getMessage()
                            + ". HINT: correct the setting OTEL_..., or leave out OTEL_EXPORTER_OTLP_ENDPOINT for no traces.",
                    e);
        }
    }

    private static Resource resource(Settings settings, String node) {
        return Resource.create(Attributes.of(
                AttributeKey.stringKey("service.version"),
                Version.current(),
                AttributeKey.stringKey("service.instance.id"),
                node,
                AttributeKey.stringKey("deployment.environment.name"),
                settings.environment()));
    }

    /** Sends what is left, as far as somebody takes it soon. */
    @Override
    public void close() {
        sdk.shutdown().join(LAST_SPANS.toMillis(), TimeUnit.MILLISECONDS);
    }
}
