package co.zencap.backup.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the service shows to prove that it is itself. Whatever would make callers refuse it is found when it is read, and not
 * by the first of them.
 *
 * @param chain its own certificate first
 * @param key of that one
 */
public record ServerCertificate(List<X509Certificate> chain, PrivateKey key) {
    private static final Duration SOON = Duration.ofDays(14);
    private static final String SERVERS = "1.3.6.1.5.5.7.3.1";
    private static final String ANYTHING = "2.5.29.37.0";
    private static final Set<PosixFilePermission> NOT_OF_A_KEY =
            Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.GROUP_WRITE);

    public ServerCertificate {
        chain = List.copyOf(chain);
    }

    /**
     * Reads both files.
     *
     * @throws IllegalArgumentException with a sentence and a hint when one can't be read or they don't belong together
     */
    public static ServerCertificate read(CertificateFiles files) {
        List<X509Certificate> chain = PemFile.certificates(files.certificate());
        requirePrivate(files.key());
        X509Certificate own = chain.get(0);
        requireServer(own, files.certificate());
        requireOrder(chain, files.certificate());
        return new ServerCertificate(chain, key(files, own.getPublicKey()));
    }

    /** What the service is called by: host names and addresses. */
    public List<String> names() {
        return names(chain.get(0));
    }

    /** When callers refuse it. */
    public Instant expiresAt() {
        return chain.get(0).getNotAfter().toInstant();
    }

    /** Whether it should have been renewed: two weeks before it ends, or a quarter of its time where that is shorter. */
    public boolean expiresSoon(Instant now) {
        Instant from = chain.get(0).getNotBefore().toInstant();
        Duration quarter = Duration.between(from, expiresAt()).dividedBy(4);
        return !now.plus(quarter.compareTo(SOON) < 0 ? quarter : SOON).isBefore(expiresAt());
    }

    /** @throws IllegalArgumentException when one of the chain is not valid now */
    public void requireValid(Instant now) {
        for (X509Certificate each : chain) {
            if (!now.isBefore(each.getNotAfter().toInstant())) {
                throw new IllegalArgumentException("The certificate of " + subject(each) + " has expired on "
                        + seconds(each.getNotAfter().toInstant()) + ". HINT: have it renewed; BACKUP_TLS_CERTIFICATE"
                        + " names its file.");
            }
            if (now.isBefore(each.getNotBefore().toInstant())) {
                throw new IllegalArgumentException("The certificate of " + subject(each) + " is valid from "
                        + seconds(each.getNotBefore().toInstant()) + " only. HINT: look whether this machine's clock is"
                        + " right.");
            }
        }
    }

    @Override
    public String toString() {
        return "ServerCertificate" + names();
    }

    private static PrivateKey key(CertificateFiles files, PublicKey owner) {
        String pem = new String(PemFile.bytes(files.key()), StandardCharsets.ISO_8859_1);
        try {
            PrivateKey key = PrivateKeyText.read(pem, owner);
            if (belong(key, owner)) {
                return key;
            }
        } catch (InvalidKeySpecException | InvalidKeyException e) {
            throw new IllegalArgumentException(strangers(files), e);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "Keys of the kind " + owner.getAlgorithm() + " are not known. HINT: use RSA, EC or Ed25519.", e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(files.key() + " " + e.getMessage(), e);
        }
        throw new IllegalArgumentException(strangers(files));
    }

    private static boolean belong(PrivateKey key, PublicKey owner) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(
                switch (owner.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> owner.getAlgorithm();
                });
        byte[] said = "zencap".getBytes(StandardCharsets.US_ASCII);
        signature.initSign(key);
        signature.update(said);
        byte[] signed = signature.sign();
        signature.initVerify(owner);
        signature.update(said);
        return signature.verify(signed);
    }

    private static String strangers(CertificateFiles files) {
        return files.key() + " is not the key of the first certificate in " + files.certificate()
                + ". HINT: name the two files that were made together; the service's own certificate comes first.";
    }

    /** A group may read it: that is how Kubernetes hands secrets to a user that is not root. */
    private static void requirePrivate(Path key) {
        try {
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(key);
            if (mode.stream().anyMatch(NOT_OF_A_KEY::contains)) {
                throw new IllegalArgumentException(key + " is " + PosixFilePermissions.toString(mode)
                        + ": others can get at it. HINT: run chmod 600 on it.");
            }
        } catch (IOException | UnsupportedOperationException e) {
            // no such file, of which reading tells; or a file system without modes
        }
    }

    private static void requireServer(X509Certificate own, Path file) {
        try {
            List<String> uses = own.getExtendedKeyUsage();
            if (uses != null && !uses.contains(SERVERS) && !uses.contains(ANYTHING)) {
                throw new IllegalArgumentException("The first certificate in " + file + " is not made for a server."
                        + " HINT: ask for one with the extended key usage serverAuth.");
            }
        } catch (CertificateParsingException e) {
            throw new IllegalArgumentException(PemFile.noCertificate(file), e);
        }
        if (names(own).isEmpty()) {
            throw new IllegalArgumentException(
                    "The first certificate in " + file + " names no host, so that all callers"
                            + " would refuse it. HINT: ask for one with the host's name as subject alternative name.");
        }
    }

    private static void requireOrder(List<X509Certificate> chain, Path file) {
        for (int i = 1; i < chain.size(); i++) {
            try {
                chain.get(i - 1).verify(chain.get(i).getPublicKey());
            } catch (GeneralSecurityException e) {
                throw new IllegalArgumentException(
                        "Certificate " + (i + 1) + " in " + file + " has not issued the one before it. HINT: first the"
                                + " service's own, then the one that issued it, and so on.",
                        e);
            }
        }
    }

    private static List<String> names(X509Certificate certificate) {
        try {
            return Optional.ofNullable(certificate.getSubjectAlternativeNames()).stream()
                    .flatMap(Collection::stream)
                    .flatMap(name -> Stream.of(name.get(1)))
                    .filter(String.class::isInstance)
                    .map(String.class::cast)
                    .toList();
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }

    private static String subject(X509Certificate certificate) {
        return names(certificate).isEmpty()
                ? certificate.getSubjectX500Principal().getName()
                : names(certificate).stream().limit(3).collect(Collectors.joining(", "));
    }

    static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
