package co.zencap.backup.client;

import co.zencap.backup.tls.CertificateFiles;
import co.zencap.backup.tls.CertificateTrust;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Where the admin API is, what opens it, and how it proves that it is itself.
 *
 * @param base without a path, e.g. {@code http://localhost:3000}
 * @param key that is shown; empty when none is set
 * @param trust which certificates are believed; empty: those that Java believes
 */
public record ApiAddress(URI base, Optional<String> key, Optional<SSLContext> trust) {

    /** One of plain HTTP. */
    public ApiAddress(URI base, Optional<String> key) {
        this(base, key, Optional.empty());
    }

    /**
     * From {@code BACKUP_API_URL}, or else {@code BACKUP_HTTP_HOST} and the port, and {@code BACKUP_API_KEY}, or else
     * {@code ADMIN_API_KEY}. Of a service with these very settings the certificate is known, and believed whatever the
     * service is called by; another one's may be issued by an authority in {@code BACKUP_TLS_CA}.
     *
     * @param home relative paths are resolved against it
     * @throws IllegalArgumentException when the address makes no sense, or a file of certificates holds none
     */
    public static ApiAddress of(Map<String, String> variables, Path home) {
        Optional<String> elsewhere = text(variables, "BACKUP_API_URL");
        Optional<CertificateFiles> https =
                elsewhere.isPresent() ? Optional.empty() : CertificateFiles.of(variables, home);
        String url = elsewhere.orElseGet(() -> (https.isPresent() ? "https://" : "http://")
                + reachable(text(variables, "BACKUP_HTTP_HOST").orElse("localhost"))
                + ":"
                + (https.isPresent()
                        ? text(variables, "BACKUP_HTTPS_PORT").orElse("3443")
                        : text(variables, "BACKUP_HTTP_PORT").orElse("3000")));
        URI base = base(url);
        Optional<SSLContext> trust = https.map(files -> CertificateTrust.exactly(files.certificate()))
                .or(() -> text(variables, "BACKUP_TLS_CA").map(home::resolve).map(CertificateTrust::issuedBy));
        return new ApiAddress(
                base, text(variables, "BACKUP_API_KEY").or(() -> text(variables, "ADMIN_API_KEY")), trust);
    }

    private static URI base(String url) {
        try {
            URI base = URI.create(url.replaceFirst("/+$", ""));
            if (base.getHost() != null && base.getScheme().matches("https?") && base.getUserInfo() == null) {
                return base;
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
