package co.zencap.backup.custody;

import java.net.URI;
import java.util.Objects;
import java.util.Optional;

/**
 * How AWS KMS is asked.
 *
 * @param region of keys whose name says none
 * @param endpoint in place of AWS's own for the region
 * @param credentials empty for the SDK's default chain (profile, role of the machine or the pod)
 */
public record KmsSettings(String region, Optional<URI> endpoint, Optional<Credentials> credentials, Patience patience) {

    public KmsSettings {
        Objects.requireNonNull(region, "region");
        Objects.requireNonNull(endpoint, "endpoint");
        Objects.requireNonNull(credentials, "credentials");
        Objects.requireNonNull(patience, "patience");
    }

    /**
     * Keys of AWS; the text form never shows the secret parts.
     *
     * @param sessionToken of credentials that end soon
     */
    public record Credentials(String accessKey, String secretKey, Optional<String> sessionToken) {
        @Override
        public String toString() {
            return "Credentials[" + accessKey + ", secret hidden]";
        }
    }
}
