package co.zencap.backup.settings;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads where traces go, by the names that OpenTelemetry has for it. Without an endpoint there are none, whatever else is set:
 * it may be meant for other programs of the machine.
 */
final class TracingReader extends VariableReader {
    private static final String PREFIX = "OTEL_";
    private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private static final String TRACES_ENDPOINT = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
    private static final List<String> PROTOCOLS =
            List.of("OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL");
    private static final List<String> HEADERS =
            List.of("OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_TRACES_HEADERS");
    private static final String EXPORTER = "OTEL_TRACES_EXPORTER";
    private static final String HTTP = "http/protobuf";
    private static final String SAMPLER = "OTEL_TRACES_SAMPLER";
    private static final String SHARE = SAMPLER + "_ARG";
    private static final List<String> SAMPLERS = List.of(
            "always_on",
            "always_off",
            "traceidratio",
            "parentbased_always_on",
            "parentbased_always_off",
            "parentbased_traceidratio");

    TracingReader(Map<String, String> variables, Path home) {
        super(variables, home);
    }

    Optional<TracingSettings> read() {
        String name = text(TRACES_ENDPOINT).isPresent() ? TRACES_ENDPOINT : ENDPOINT;
        Optional<String> endpoint = text(name);
        if (endpoint.isEmpty()
                || flag("OTEL_SDK_DISABLED", false)
                || text(EXPORTER).filter("none"::equals).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new TracingSettings(endpoint(name, endpoint.get()), properties()));
    }

    private URI endpoint(String name, String text) {
        URI uri = HEADERS.stream().anyMatch(header -> text(header).isPresent())
                ? service(name, text)
                : webhook(name, text);
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException(name + " holds a name or a password, which is not sent."
                    + " HINT: put it into OTEL_EXPORTER_OTLP_HEADERS, like Authorization=Basic%20..., in the environment or"
                    + " .env.local.");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    name + " has something behind its path, which OTLP has no use for."
                            + " HINT: end it before the question mark; what is secret belongs into OTEL_EXPORTER_OTLP_HEADERS.");
        }
        return uri;
    }

    /** What can't be read is shown by whoever tries. */
    private void requireHeaders() {
        for (String name : HEADERS) {
            for (String each : text(name).map(all -> all.split(",")).orElse(new String[0])) {
                if (!each.isBlank() && !each.strip().matches("[!-<>-~]+\\s*=\\s*\\S(?s:.*)")) {
                    throw new IllegalArgumentException(name + " can't be read."
                            + " HINT: write name=value, with commas between, and %20 for a blank and %2C for a comma in"
                            + " a value.");
                }
            }
        }
    }

    private void requireSampler() {
        if (text(SAMPLER).filter(sampler -> !SAMPLERS.contains(sampler)).isPresent()) {
            throw new IllegalArgumentException(SAMPLER + " is '" + text(SAMPLER).orElseThrow()
                    + "'. HINT: write one of " + String.join(", ", SAMPLERS) + ".");
        }
        if (text(SHARE).filter(share -> !share.matches("0(\\.\\d+)?|1(\\.0+)?")).isPresent()) {
            throw new IllegalArgumentException(SHARE + " is '" + text(SHARE).orElseThrow()
                    + "', but must be a share from 0 to 1. HINT: write 0.1 for one trace of ten.");
        }
    }

    private Map<String, String> properties() {
        requireHeaders();
        requireSampler();
        for (String name : PROTOCOLS) {
            if (text(name).filter(protocol -> !protocol.equals(HTTP)).isPresent()) {
                throw new IllegalArgumentException(name + " is '" + text(name).orElseThrow()
                        + "', but traces are sent by " + HTTP
                        + " alone. HINT: leave it out, and name the collector's port"
                        + " for HTTP in " + ENDPOINT + ", 4318 mostly.");
            }
        }
        if (text(EXPORTER).filter(exporter -> !exporter.equals("otlp")).isPresent()) {
            throw new IllegalArgumentException(
                    EXPORTER + " is '" + text(EXPORTER).orElseThrow()
                            + "', but traces are sent by OTLP alone. HINT: leave it out, or write none for no traces.");
        }
        var properties = new HashMap<String, String>();
        properties.put("otel.service.name", "zencap-backup");
        properties.put("otel.exporter.otlp.protocol", HTTP);
        named(PREFIX).forEach((name, value) -> properties.put(property(name), value));
        // What is measured goes another way, and so does the log.
        properties.put("otel.metrics.exporter", "none");
        properties.put("otel.logs.exporter", "none");
        return properties;
    }

    private static String property(String variable) {
        return variable.toLowerCase(Locale.ROOT).replace('_', '.');
    }
}
