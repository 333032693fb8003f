package co.zencap.backup.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.certificate.SignedCertificate.Finding;
import co.zencap.backup.json.Json;
import co.zencap.backup.key.CertificateKey;
import co.zencap.backup.key.MasterKey;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SignedCertificateTest {
    private final CertificateKey key =
            MasterKey.parse("0123456789abcdef".repeat(4)).certificates();
    private final ObjectNode content = Json.MAPPER
            .createObjectNode()
            .put("verdict", "failed")
            .put("problem", "\"value\" : \"" + "A".repeat(88) + "\" is no signature");

    @Test
    void aGenuineOneIsTold() {
        byte[] file = bytes(SignedCertificate.write(content, Optional.of(key)));

        assertThat(SignedCertificate.check(file, key.publicKey())).isEqualTo(Finding.GENUINE);
    }

    @Test
    void anyChangedBitIsFound() {
        byte[] file = bytes(SignedCertificate.write(content, Optional.of(key)));
        for (int bit = 0; bit < file.length * 8; bit++) {
            byte[] changed = file.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);

            assertThat(SignedCertificate.check(changed, key.publicKey()))
                    .as("bit %d", bit)
                    .isNotEqualTo(Finding.GENUINE);
        }
    }

    @Test
    void anotherKeysIsNotOurs() {
        CertificateKey other = MasterKey.parse("fedcba9876543210".repeat(4)).certificates();
        byte[] file = bytes(SignedCertificate.write(content, Optional.of(other)));

        assertThat(SignedCertificate.check(file, key.publicKey())).isEqualTo(Finding.OTHER_KEY);
    }

    @Test
    void withoutAKeyItIsNotSigned() {
        byte[] file = bytes(SignedCertificate.write(content, Optional.empty()));

        assertThat(SignedCertificate.check(file, key.publicKey())).isEqualTo(Finding.UNSIGNED);
        assertThat(SignedCertificate.check(bytes("no JSON"), key.publicKey())).isEqualTo(Finding.FORGED);
    }

    /** The key pair is RFC 8032's: another program gets the same public key from the same seed. */
    @Test
    void thePublicKeyNeverChanges() {
        assertThat(key.publicKey()).isEqualTo("pukTLiK991BCJqvTbXNp5Z+w9Ep8bQomKZJUOEHDMbM=");
    }

    /** From before objectives were certified, to the byte. */
    @Test
    void oldCertificatesStayGenuine() throws Exception {
        byte[] file;
        try (InputStream old = getClass().getResourceAsStream("without-objectives.json")) {
            file = old.readAllBytes();
        }

        assertThat(SignedCertificate.check(file, key.publicKey())).isEqualTo(Finding.GENUINE);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
