package co.zencap.backup.client;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * Where the admin API is and what opens it.
 *
 * @param base without a path, e.g. {@code http://localhost:3000}
 * @param key that is shown; empty when none is set
 */
public record ApiAddress(URI base, Optional<String> key) {

    /**
     * From {@code BACKUP_API_URL}, or else {@code BACKUP_HTTP_HOST} and {@code BACKUP_HTTP_PORT}, and
     * {@code BACKUP_API_KEY}, or else {@code ADMIN_API_KEY}.
     *
     * @throws IllegalArgumentException when the address makes no sense
     */
    public static ApiAddress of(Map<String, String> variables) {
        String url = text(variables, "BACKUP_API_URL")
                .orElseGet(() -> "http://"
                        + reachable(text(variables, "BACKUP_HTTP_HOST").orElse("localhost"))
                        + ":" + text(variables, "BACKUP_HTTP_PORT").orElse("3000"));
        try {
            URI base = URI.create(url.replaceFirst("/+$", ""));
            if (base.getHost() != null && base.getScheme().matches("https?") && base.getUserInfo() == null) {
                return new ApiAddress(
                        base, text(variables, "BACKUP_API_KEY").or(() -> text(variables, "ADMIN_API_KEY")));
            }
        } catch (IllegalArgumentException e) {
            // said below, without the value, which may hold a password
        }
        throw new IllegalArgumentException(
                "BACKUP_API_URL (or BACKUP_HTTP_HOST and BACKUP_HTTP_PORT) is not the address of an API."
                        + " HINT: write it like http://localhost:3000.");
    }

    /** Whether the key would travel readable over a network. */
    public boolean isExposed() {
        String host = base.getHost();
        return "http".equals(base.getScheme())
                && !(host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]"));
    }

    @Override
    public String toString() {
        return base.toString();
    }

    /** An address to listen on everywhere is none to call. */
    private static String reachable(String host) {
        if (host.equals("0.0.0.0") || host.equals("::") || host.equals("*")) {
            return "localhost";
        }
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    private static Optional<String> text(Map<String, String> variables, String name) {
        return Optional.ofNullable(variables.get(name)).map(String::strip).filter(v -> !v.isEmpty());
    }
}
