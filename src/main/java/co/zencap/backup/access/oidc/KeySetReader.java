package co.zencap.backup.access.oidc;

import co.zencap.backup.settings.OidcSettings;
import co.zencap.backup.tls.CertificateTrust;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Fetches the provider's public keys, over the network or from a file; no longer and no more than such a set may be. */
final class KeySetReader implements ResourceRetriever {
    private static final int CONNECT_MILLIS = 2_000;
    private static final int ANSWER_MILLIS = 3_000;
    private static final int LARGEST = 1 << 20;

    private final ResourceRetriever network;

    KeySetReader(OidcSettings settings) {
        network = new DefaultResourceRetriever(
                CONNECT_MILLIS,
                ANSWER_MILLIS,
                LARGEST,
                true,
                settings.authorities()
                        .map(file -> CertificateTrust.issuedBy(file).getSocketFactory())
                        .orElse(null));
    }

    @Override
    public Resource retrieveResource(URL url) throws IOException {
        if (!url.getProtocol().equals("file")) {
            return network.retrieveResource(url);
        }
        try (InputStream in = Files.newInputStream(Path.of(URI.create(url.toString())))) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new IOException("The file is larger than a key set");
            }
            return new Resource(new String(bytes, StandardCharsets.UTF_8), "application/json");
        }
    }
}
