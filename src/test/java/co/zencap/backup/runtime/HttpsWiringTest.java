package co.zencap.backup.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.settings.Settings;
import co.zencap.backup.settings.SettingsReader;
import co.zencap.backup.testing.TestAuthority;
import co.zencap.backup.testing.TestAuthority.Issued;
import co.zencap.backup.tls.CertificateFiles;
import co.zencap.backup.tls.KeyStoreFolder;
import co.zencap.backup.tls.ServerCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service never speaks plain HTTP by mistake. */
class HttpsWiringTest {
    private static final String SERVER = "server.output.dir";

    @TempDir
    Path home;

    private final Map<String, String> variables = new HashMap<>(Map.of(
            "POSTGRES_URL", "postgresql://u:p@127.0.0.1/d",
            "BACKUP_ENCRYPTION_KEY", "0123456789abcdef".repeat(4),
            "ADMIN_API_KEY", "k".repeat(40)));

    @AfterEach
    void forget() {
        System.clearProperty(SERVER);
    }

    @Test
    void aServerThatWasStartedWithoutTheCertificateEnds() throws Exception {
        var authority = new TestAuthority(Files.createDirectory(home.resolve("authority")));
        Issued issued = authority.issue("service", "EC");
        var files = new CertificateFiles(issued.certificate(), issued.key());
        variables.put("BACKUP_TLS_CERTIFICATE", files.certificate().toString());
        variables.put("BACKUP_TLS_KEY", files.key().toString());
        assertThat(HttpsWiring.renewal(settings(), Clock.systemUTC()))
                .as("without a server")
                .isEmpty();

        System.setProperty(SERVER, home.toString());
        assertThatThrownBy(() -> HttpsWiring.renewal(settings(), Clock.systemUTC()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the server was started without HTTPS. HINT:");

        new KeyStoreFolder(home).turnOn(ServerCertificate.read(files));
        assertThat(HttpsWiring.renewal(settings(), Clock.systemUTC())).isPresent();
        assertThat(settings().http().openPort()).isEqualTo(3443);
    }

    @Test
    void plainHttpNeedsNothing() throws Exception {
        System.setProperty(SERVER, home.toString());
        assertThat(HttpsWiring.renewal(settings(), Clock.systemUTC())).isEmpty();
        assertThat(settings().http().openPort()).isEqualTo(3000);
    }

    private Settings settings() {
        return new SettingsReader(variables, home).read();
    }
}
