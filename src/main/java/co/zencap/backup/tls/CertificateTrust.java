package co.zencap.backup.tls;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Which certificates a caller of the service believes, other than those that Java believes by itself. */
public final class CertificateTrust {
    private CertificateTrust() {}

    /**
     * Only those that authorities of a file have issued; whom they are for is looked at as usual.
     *
     * @throws IllegalArgumentException when the file holds no certificates
     */
    public static SSLContext issuedBy(Path authorities) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (X509Certificate each : PemFile.certificates(authorities)) {
                store.setCertificateEntry(Integer.toString(store.size()), each);
            }
            var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            return context(managers.getTrustManagers());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException(authorities + " can't be used: " + e.getMessage(), e);
        }
    }

    /**
     * Only the one in a file, by whatever name the service is called: for calls on the machine that the certificate lies on,
     * where it is called by none of its names.
     *
     * @throws IllegalArgumentException when the file holds no certificates
     */
    public static SSLContext exactly(Path certificate) {
        try {
            return context(new TrustManager[] {
                new Pinned(PemFile.certificates(certificate).get(0))
            });
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(certificate + " can't be used: " + e.getMessage(), e);
        }
    }

    private static SSLContext context(TrustManager[] managers) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers, null);
        return context;
    }

    /** Being extended, it is the one that looks at names, and does not. */
    private static final class Pinned extends X509ExtendedTrustManager {
        private final X509Certificate expected;

        Pinned(X509Certificate expected) {
            this.expected = expected;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            if (!List.of(chain).subList(0, 1).contains(expected)) {
                throw new CertificateException("the service shows another certificate than BACKUP_TLS_CERTIFICATE;"
                        + " one that was renewed is taken up within a minute");
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            checkServerTrusted(chain, type);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            checkServerTrusted(chain, type);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("nobody is asked for a certificate here");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            checkClientTrusted(chain, type);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            checkClientTrusted(chain, type);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
