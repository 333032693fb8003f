package co.zencap.backup.repository;

import co.zencap.backup.aws.AwsKeys;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Where the bucket is and how to speak to it.
 *
 * @param region as the bucket's provider names it; servers without regions take any
 * @param endpoint of a compatible server; empty for AWS
 * @param pathStyle the bucket as first part of the path rather than of the host name
 * @param prefix before every key, without slashes at its ends; may be empty
 * @param credentials empty for the SDK's default chain (environment, profile, role of the machine)
 * @param chunkSize wanted size of a part of a multipart upload, in bytes; {@link PartSize} makes it suit the object
 * @param storageClass of artifacts; empty for the bucket's default
 * @param objectLock of everything that is stored; empty for the bucket's default
 * @param access what is done there
 */
public record S3Settings(
        String bucket,
        String region,
        Optional<URI> endpoint,
        boolean pathStyle,
        String prefix,
        Optional<AwsKeys> credentials,
        long chunkSize,
        Optional<String> storageClass,
        Optional<ObjectLock> objectLock,
        S3Access access,
        Limits limits) {

    /**
     * What a call may take before it counts as failed.
     *
     * @param connect to the server
     * @param silence between two pieces of an answer
     * @param attempt one request with its whole body, so that a server which stops reading cannot hold it for ever
     * @param attempts per call, the first one included; between them the SDK waits longer each time, 20 s at most
     */
    public record Limits(Duration connect, Duration silence, Duration attempt, int attempts) {

        public static final Limits DEFAULT =
                new Limits(Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofMinutes(60), 5);

        public Limits {
            if (attempts < 1) {
                throw new IllegalArgumentException("attempts must be 1 at least, is " + attempts);
            }
        }
    }

    public S3Settings {
        if (bucket == null || bucket.isBlank()) {
            throw new IllegalArgumentException("The S3 bucket has no name. HINT: set BACKUP_S3_BUCKET");
        }
        if (region == null || region.isBlank()) {
            throw new IllegalArgumentException("The S3 region is not known. HINT: set AWS_REGION");
        }
        Objects.requireNonNull(endpoint, "endpoint");
        Objects.requireNonNull(credentials, "credentials");
        Objects.requireNonNull(storageClass, "storageClass");
        Objects.requireNonNull(objectLock, "objectLock");
        Objects.requireNonNull(access, "access");
        Objects.requireNonNull(limits, "limits");
        if (chunkSize < PartSize.SMALLEST) {
            throw new IllegalArgumentException("The S3 chunk size is " + chunkSize + " bytes, less than S3 allows. "
                    + "HINT: set chunkSize to 5242880 (5 MiB) or more");
        }
        prefix = prefix == null ? "" : prefix.replaceAll("^/+|/+$", "");
    }

    /** The same for somebody who does less, or more. */
    public S3Settings with(S3Access other) {
        return new S3Settings(
                bucket,
                region,
                endpoint,
                pathStyle,
                prefix,
                credentials,
                chunkSize,
                storageClass,
                objectLock,
                other,
                limits);
    }

    /** Whether anything is stored there. */
    public boolean mayStore() {
        return access.mayStore();
    }

    /** The object's whole key in the bucket. */
    String inBucket(String key) {
        return prefix.isEmpty() ? key : prefix + "/" + key;
    }

    /** The key relative to the prefix, of a whole key that lies under it. */
    String relative(String inBucket) {
        return prefix.isEmpty() ? inBucket : inBucket.substring(prefix.length() + 1);
    }

    /** As an operator writes it, for messages: {@code s3://bucket/prefix}. */
    public String place() {
        return "s3://" + bucket + (prefix.isEmpty() ? "" : "/" + prefix);
    }
}
