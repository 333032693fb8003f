package co.zencap.backup.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.testing.TestAuthority;
import co.zencap.backup.testing.TestAuthority.Issued;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What lies in the files is looked at before a caller does, and in every form that certbot and cert-manager write. */
class ServerCertificateTest {
    @TempDir
    static Path folder;

    private static TestAuthority authority;

    @BeforeAll
    static void make() throws Exception {
        authority = new TestAuthority(folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void readsKeysOfEachKind(String algorithm) throws Exception {
        Issued issued = authority.issue("kind", algorithm);

        ServerCertificate read = read(issued.certificate(), issued.key());

        assertThat(read.names()).containsExactly("localhost", "127.0.0.1");
        assertThat(read.chain()).hasSize(2);
        assertThat(read.toString()).isEqualTo("ServerCertificate[localhost, 127.0.0.1]");
    }

    @ParameterizedTest
    @CsvSource({"RSA, RSA PRIVATE KEY", "EC, EC PRIVATE KEY"})
    void readsTheOlderFormsThatJavaDoesNot(String algorithm, String label) throws Exception {
        Issued issued = authority.issue("older", algorithm);
        byte[] bare = inner(bytes(issued.key()));
        Path key = authority.secret(
                "older-" + algorithm,
                "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
                        + TestAuthority.pem(label, bare));

        ServerCertificate read = read(issued.certificate(), key);

        assertThat(read.key())
                .isEqualTo(read(issued.certificate(), issued.key()).key());
    }

    @Test
    void refusesWhatDoesNotBelongTogether() throws Exception {
        Issued one = authority.issue("one", "EC");
        Issued other = authority.issue("other", "EC");
        Issued kind = authority.issue("kind", "RSA");

        refuses(one.certificate(), other.key(), "is not the key of the first certificate in", "HINT:");
        refuses(one.certificate(), kind.key(), "is not the key of the first certificate in", "HINT:");
        Path upsideDown = folder.resolve("upside-down.pem");
        Files.writeString(upsideDown, Files.readString(authority.certificate()) + Files.readString(one.certificate()));
        refuses(upsideDown, one.key(), "HINT:");
        Path strangers = folder.resolve("strangers.pem");
        Files.writeString(strangers, Files.readString(one.certificate()) + Files.readString(other.certificate()));
        refuses(strangers, one.key(), "has not issued the one before it");
    }

    @Test
    void refusesWhatCallersWouldRefuse() throws Exception {
        Issued nameless = authority.issue("nameless", "EC", "-validity", "20");
        Issued client = authority.issue("client", "EC", "-ext", "san=dns:localhost", "-ext", "eku=clientAuth");

        refuses(nameless.certificate(), nameless.key(), "names no host");
        refuses(client.certificate(), client.key(), "is not made for a server");
    }

    @Test
    void refusesWhatItCantReadAndRepeatsNothingOfAKey() throws Exception {
        Issued issued = authority.issue("read", "EC");
        String secret = Files.readString(issued.key());

        refuses(folder.resolve("missing.pem"), issued.key(), "is missing");
        refuses(issued.certificate(), folder.resolve("missing.key"), "is missing");
        refuses(issued.key(), issued.key(), "holds no certificate");
        refuses(issued.certificate(), issued.certificate(), "others can get at it");
        refuses(issued.certificate(), authority.secret("none.key", "no key"), "holds no private key");
        refuses(
                issued.certificate(),
                authority.secret("cut.key", secret.substring(0, secret.length() / 2)),
                "holds no private key");
        refuses(
                issued.certificate(),
                authority.secret("locked.key", secret.replace("PRIVATE", "ENCRYPTED PRIVATE")),
                "is locked by a password");
        Path half = folder.resolve("half.pem");
        Files.writeString(half, Files.readString(issued.certificate()).substring(0, 300));
        refuses(half, issued.key(), "holds no certificate");
        Path large = folder.resolve("large.pem");
        Files.write(large, new byte[300_000]);
        refuses(large, issued.key(), "larger than any certificate");
        refuses(folder, issued.key(), "can't be read");
    }

    @Test
    void aKeyIsNobodyElses() throws Exception {
        Issued issued = authority.issue("modes", "EC");
        for (String mode : new String[] {"rw-r--r--", "rw----r--", "rw--w----", "rw-----w-"}) {
            Files.setPosixFilePermissions(issued.key(), PosixFilePermissions.fromString(mode));
            refuses(issued.certificate(), issued.key(), mode, "chmod 600");
        }
        for (String mode : new String[] {"rw-------", "r--------", "r--r-----"}) {
            Files.setPosixFilePermissions(issued.key(), PosixFilePermissions.fromString(mode));
            assertThat(read(issued.certificate(), issued.key()).names()).contains("localhost");
        }
    }

    @Test
    void tellsWhenItEnds() throws Exception {
        Issued issued = authority.issue("ends", "EC", "-validity", "80", "-ext", "san=dns:localhost");
        ServerCertificate certificate = read(issued.certificate(), issued.key());
        Instant end = certificate.expiresAt();

        certificate.requireValid(end.minus(Duration.ofDays(79)));
        assertThatThrownBy(() -> certificate.requireValid(end.minus(Duration.ofDays(81))))
                .hasMessageContaining("HINT: look whether this machine's clock is right");
        assertThatThrownBy(() -> certificate.requireValid(end))
                .hasMessageContaining("of localhost has expired on")
                .hasMessageContaining("HINT:");
        assertThat(certificate.expiresSoon(end.minus(Duration.ofDays(15)))).isFalse();
        assertThat(certificate.expiresSoon(end.minus(Duration.ofDays(14)))).isTrue();

        Issued shortLived = authority.issue("short", "EC", "-validity", "4", "-ext", "san=dns:localhost");
        ServerCertificate four = read(shortLived.certificate(), shortLived.key());
        assertThat(four.expiresSoon(four.expiresAt().minus(Duration.ofHours(25))))
                .isFalse();
        assertThat(four.expiresSoon(four.expiresAt().minus(Duration.ofHours(24))))
                .isTrue();
    }

    @Test
    void settingsNameBothFilesAndNotWhatIsInThem() {
        assertThat(CertificateFiles.of(Map.of("BACKUP_TLS_KEY", " "), folder)).isEmpty();
        assertThat(CertificateFiles.of(Map.of("BACKUP_TLS_CERTIFICATE", "a/b", "BACKUP_TLS_KEY", "/c"), folder))
                .contains(new CertificateFiles(folder.resolve("a/b"), Path.of("/c")));
        assertThatThrownBy(() -> CertificateFiles.of(Map.of("BACKUP_TLS_KEY", "k"), folder))
                .hasMessageContaining("BACKUP_TLS_KEY is set, and BACKUP_TLS_CERTIFICATE is not. HINT:");
        assertThatThrownBy(() -> CertificateFiles.of(Map.of("BACKUP_TLS_CERTIFICATE", "c"), folder))
                .hasMessageContaining("BACKUP_TLS_CERTIFICATE is set, and BACKUP_TLS_KEY is not. HINT:");
        assertThatThrownBy(() -> CertificateFiles.of(
                        Map.of("BACKUP_TLS_CERTIFICATE", "c", "BACKUP_TLS_KEY", "-----BEGIN PRIVATE KEY-----\nhunter2"),
                        folder))
                .hasMessageContaining("BACKUP_TLS_KEY is no path. HINT:")
                .message()
                .doesNotContain("hunter2");
    }

    private static ServerCertificate read(Path certificate, Path key) {
        return ServerCertificate.read(new CertificateFiles(certificate, key));
    }

    private static void refuses(Path certificate, Path key, String... said) {
        assertThatThrownBy(() -> read(certificate, key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(said)
                .hasMessageContaining("HINT:")
                .hasMessageNotContaining("BEGIN PRIVATE KEY-----\nM");
    }

    private static byte[] bytes(Path pem) throws IOException {
        return Base64.getMimeDecoder().decode(Files.readString(pem).replaceAll("-----[^-]+-----", ""));
    }

    /** What PKCS #8 is wrapped around: the last octet string in it. */
    private static byte[] inner(byte[] pkcs8) {
        int at = header(pkcs8, 0);
        at += 3; // the version
        at = header(pkcs8, at) + length(pkcs8, at); // the algorithm
        int from = header(pkcs8, at);
        return Arrays.copyOfRange(pkcs8, from, from + length(pkcs8, at));
    }

    private static int header(byte[] der, int at) {
        return at + 2 + (der[at + 1] < 0 ? der[at + 1] & 0x7f : 0);
    }

    private static int length(byte[] der, int at) {
        int length = der[at + 1] & 0xff;
        if (length > 0x80) {
            int bytes = length & 0x7f;
            length = 0;
            for (int i = 0; i < bytes; i++) {
                length = length << 8 | der[at + 2 + i] & 0xff;
            }
        }
        return length;
    }
}
