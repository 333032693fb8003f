package co.zencap.backup.runtime;

import co.zencap.backup.settings.Settings;
import co.zencap.backup.settings.Settings.Https;
import co.zencap.backup.tls.CertificateRenewal;
import co.zencap.backup.tls.KeyStoreFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/** The certificate of the server in which the service runs. */
final class HttpsWiring {
    /** Set by the server: its own folder. */
    private static final String SERVER = "server.output.dir";

    private HttpsWiring() {}

    /**
     * Keeps it up to date; empty without HTTPS, and where there is no server.
     *
     * @throws IllegalArgumentException when the certificate can't be used, or the server was started without it
     */
    static Optional<CertificateRenewal> renewal(Settings settings, Clock clock) throws IOException {
        Optional<Https> https = settings.http().https();
        String server = System.getProperty(SERVER);
        if (https.isEmpty() || server == null) {
            return Optional.empty();
        }
        var store = new KeyStoreFolder(Path.of(server));
        if (!store.isOn()) {
            throw new IllegalArgumentException(
                    "BACKUP_TLS_CERTIFICATE is set, but the server was started without HTTPS."
                            + " HINT: start it with ./zencap start, or with src/main/sh/serve, and set it in the environment"
                            + " of the latter.");
        }
        return Optional.of(new CertificateRenewal(https.get().files(), store, clock));
    }
}
