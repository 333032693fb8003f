package co.zencap.backup.settings;

import java.net.URI;
import java.util.Map;

/**
 * Where traces go, and how.
 *
 * @param endpoint of the collector
 * @param properties all that is set for OpenTelemetry, by its own names; secrets are among them
 */
public record TracingSettings(URI endpoint, Map<String, String> properties) {
    public TracingSettings {
        properties = Map.copyOf(properties);
    }

    /** The collector, for a person. */
    public String place() {
        return endpoint.getScheme() + "://" + endpoint.getHost()
                + (endpoint.getPort() < 0 ? "" : ":" + endpoint.getPort());
    }

    /** Shows no secret. */
    @Override
    public String toString() {
        return "traces to " + place();
    }
}
