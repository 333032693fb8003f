package co.zencap.backup.custody;

import co.zencap.backup.aws.AwsKeys;
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
public record KmsSettings(String region, Optional<URI> endpoint, Optional<AwsKeys> credentials, Patience patience) {

    public KmsSettings {
        Objects.requireNonNull(region, "region");
        Objects.requireNonNull(endpoint, "endpoint");
        Objects.requireNonNull(credentials, "credentials");
        Objects.requireNonNull(patience, "patience");
    }
}
