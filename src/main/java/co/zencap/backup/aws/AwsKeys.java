package co.zencap.backup.aws;

import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/**
 * Keys by which AWS, and servers that speak like it, know a caller; the text form never shows the secret parts.
 *
 * @param sessionToken of keys that end soon
 */
public record AwsKeys(String accessKey, String secretKey, Optional<String> sessionToken) {

    public AwsKeys {
        Objects.requireNonNull(accessKey, "accessKey");
        Objects.requireNonNull(secretKey, "secretKey");
        Objects.requireNonNull(sessionToken, "sessionToken");
    }

    /** Of these keys; without any, of the SDK's default chain (profile, role of the machine or the pod). */
    public static AwsCredentialsProvider provider(Optional<AwsKeys> keys) {
        return keys.<AwsCredentialsProvider>map(given -> StaticCredentialsProvider.create(given.credentials()))
                .orElseGet(() -> DefaultCredentialsProvider.builder().build());
    }

    private AwsCredentials credentials() {
        return sessionToken
                .<AwsCredentials>map(token -> AwsSessionCredentials.create(accessKey, secretKey, token))
                .orElseGet(() -> AwsBasicCredentials.create(accessKey, secretKey));
    }

    @Override
    public String toString() {
        return "AwsKeys[" + accessKey + ", secret hidden]";
    }
}
