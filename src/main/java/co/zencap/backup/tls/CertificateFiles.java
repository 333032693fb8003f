package co.zencap.backup.tls;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where the service's certificate lies, as certbot and cert-manager deliver it.
 *
 * @param certificate PEM: the service's own, then those that lead to an authority
 * @param key PEM: what belongs to the first of them
 */
public record CertificateFiles(Path certificate, Path key) {
    private static final String CERTIFICATE = "BACKUP_TLS_CERTIFICATE";
    private static final String KEY = "BACKUP_TLS_KEY";

    /**
     * Those that settings name; empty: the service speaks plain HTTP.
     *
     * @param home relative paths are resolved against it
     * @throws IllegalArgumentException when only one of the two is named, or one is not the path of a file
     */
    public static Optional<CertificateFiles> of(Map<String, String> variables, Path home) {
        String certificate = variables.getOrDefault(CERTIFICATE, "").strip();
        String key = variables.getOrDefault(KEY, "").strip();
        if (certificate.isEmpty() && key.isEmpty()) {
            return Optional.empty();
        }
        if (certificate.isEmpty() || key.isEmpty()) {
            throw new IllegalArgumentException(
                    (certificate.isEmpty() ? KEY : CERTIFICATE) + " is set, and "
                            + (certificate.isEmpty() ? CERTIFICATE : KEY)
                            + " is not. HINT: HTTPS needs both, the certificate's file and its key's; plain HTTP needs neither.");
        }
        return Optional.of(new CertificateFiles(file(CERTIFICATE, certificate, home), file(KEY, key, home)));
    }

    /** What stands in the file, in place of its path, is not repeated: it is a key. */
    private static Path file(String name, String text, Path home) {
        if (text.contains("-----BEGIN") || text.indexOf('\n') >= 0 || text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    name + " is no path. HINT: write the path of the PEM file, not what is in" + " it; that is " + name
                            + ", and not " + name + "_FILE.");
        }
        return home.resolve(text).normalize();
    }
}
