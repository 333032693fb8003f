package co.zencap.backup.repository;

import co.zencap.backup.aws.AwsKeys;
import co.zencap.backup.demo.EmbeddedS3;
import co.zencap.backup.repository.S3Capabilities.WriteMode;
import co.zencap.backup.repository.S3Settings.Limits;
import co.zencap.backup.testing.S3MockServer;
import co.zencap.backup.testing.SharedS3;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.services.s3.S3Client;

/** Settings for the servers of the tests, with limits that end a test soon. */
public record S3TestSettings(URI endpoint, String bucket, String accessKey, String secretKey) {

    public static final Limits SOON =
            new Limits(Duration.ofSeconds(5), Duration.ofSeconds(3), Duration.ofSeconds(20), 3);

    public static S3TestSettings of(EmbeddedS3 server) {
        return new S3TestSettings(server.endpoint(), server.bucket(), server.accessKey(), server.secretKey());
    }

    public static S3TestSettings of(S3MockServer server) {
        return new S3TestSettings(server.endpoint(), server.bucket(), "any", "any");
    }

    /** A new bucket on S3Mock. */
    public static S3TestSettings onS3Mock() {
        return of(SharedS3.mock()).inNewBucket();
    }

    /** A new bucket on S3Proxy. */
    public static S3TestSettings onEmbeddedS3() {
        return of(SharedS3.embedded()).inNewBucket();
    }

    private S3TestSettings inNewBucket() {
        S3TestSettings settings = in("test-" + UUID.randomUUID());
        try (S3Client client = S3Clients.open(settings.prefix(""), WriteMode.PLAIN)) {
            client.createBucket(request -> request.bucket(settings.bucket()));
        }
        return settings;
    }

    public S3TestSettings at(URI other) {
        return new S3TestSettings(other, bucket, accessKey, secretKey);
    }

    public S3TestSettings in(String other) {
        return new S3TestSettings(endpoint, other, accessKey, secretKey);
    }

    public S3TestSettings with(String access, String secret) {
        return new S3TestSettings(endpoint, bucket, access, secret);
    }

    /** As an operator writes them. */
    public Map<String, String> variables() {
        return Map.of(
                "BACKUP_S3_BUCKET", bucket,
                "BACKUP_S3_ENDPOINT", endpoint.toString(),
                "AWS_ACCESS_KEY_ID", accessKey,
                "AWS_SECRET_ACCESS_KEY", secretKey);
    }

    public S3Settings prefix(String prefix) {
        return prefix(prefix, Optional.empty());
    }

    public S3Settings prefix(String prefix, Optional<ObjectLock> lock) {
        return new S3Settings(
                bucket,
                "us-east-1",
                Optional.of(endpoint),
                true,
                prefix,
                Optional.of(new AwsKeys(accessKey, secretKey, Optional.empty())),
                PartSize.SMALLEST,
                Optional.empty(),
                lock,
                S3Access.FULL,
                SOON);
    }
}
