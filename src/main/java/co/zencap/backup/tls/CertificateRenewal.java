package co.zencap.backup.tls;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the certificate up again when its files have changed. What is not usable leaves the one in use as it is. Whoever writes
 * two files does so one after the other, so what is in between is a fault only when it lasts. Thread-safe.
 */
public final class CertificateRenewal {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateRenewal.class);

    private final CertificateFiles files;
    private final KeyStoreFolder store;
    private final Clock clock;
    private byte[] seen;
    private ServerCertificate inUse;
    private int refusals;
    private String refusal = "";

    /**
     * @param store as the start of the server has made it
     * @throws IllegalArgumentException when the certificate can't be used any more
     */
    public CertificateRenewal(CertificateFiles files, KeyStoreFolder store, Clock clock) throws IOException {
        this.files = files;
        this.store = store;
        this.clock = clock;
        this.seen = digest();
        this.inUse = ServerCertificate.read(files);
        if (!store.holds(inUse)) {
            seen = new byte[0]; // it has changed since
        }
    }

    /** What callers are shown. */
    public synchronized ServerCertificate inUse() {
        return inUse;
    }

    /** Why what lies in the files can't be used, if it has been so for more than one look. */
    public synchronized Optional<String> refusal() {
        return refusals > 1 ? Optional.of(refusal) : Optional.empty();
    }

    /**
     * Looks at the files, and takes up what has changed.
     *
     * @return whether another certificate is in use than before
     */
    public synchronized boolean renew() throws IOException {
        try {
            byte[] now = digest();
            if (MessageDigest.isEqual(now, seen)) {
                refusals = 0;
                return false;
            }
            ServerCertificate found = ServerCertificate.read(files);
            found.requireValid(clock.instant());
            store.replace(found);
            seen = now;
            inUse = found;
            refusals = 0;
            LOG.info(
                    "The certificate of {} was taken up, which is valid until {}",
                    found.names(),
                    ServerCertificate.seconds(found.expiresAt()));
            return true;
        } catch (IllegalArgumentException e) {
            refusal = e.getMessage();
            refusals++;
            if (refusals == 2) {
                LOG.warn("The certificate in use stays, as its files can't be used: {}", refusal);
            }
            return false;
        }
    }

    private byte[] digest() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(digest.digest(PemFile.bytes(files.certificate())));
            return digest.digest(PemFile.bytes(files.key()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is not available in this Java runtime", e);
        }
    }
}
