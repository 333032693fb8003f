package co.zencap.backup.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/** What operators, certbot and cert-manager write. All failures are sentences with a hint. */
final class PemFile {
    private static final int LARGEST = 256 << 10;

    private PemFile() {}

    /** The bytes of a file that is no larger than certificates are. */
    static byte[] bytes(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length <= LARGEST) {
                return bytes;
            }
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(
                    file + " is missing. HINT: the setting has to name a PEM file that is there.", e);
        } catch (AccessDeniedException e) {
            throw new IllegalArgumentException(
                    file + " may not be read by the service's user. HINT: make it this user's, with mode 600.", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    file + " can't be read: " + e.getMessage() + ". HINT: see what it is.", e);
        }
        throw new IllegalArgumentException(file + " is larger than any certificate. HINT: name a PEM file.");
    }

    /** The certificates of a PEM file, one at least. */
    static List<X509Certificate> certificates(Path file) {
        byte[] bytes = bytes(file);
        try {
            List<X509Certificate> read =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(bytes))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (!read.isEmpty()) {
                return read;
            }
        } catch (CertificateException e) {
            throw new IllegalArgumentException(noCertificate(file), e);
        }
        throw new IllegalArgumentException(noCertificate(file));
    }

    static String noCertificate(Path file) {
        return file
                + " holds no certificate. HINT: it has to be PEM, with -----BEGIN CERTIFICATE----- in it, and whole.";
    }
}
