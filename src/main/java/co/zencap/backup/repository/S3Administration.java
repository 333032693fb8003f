package co.zencap.backup.repository;

import co.zencap.backup.repository.RepositoryFailure.Reason;
import co.zencap.backup.repository.S3Capabilities.WriteMode;
import java.io.Closeable;
import java.io.IOException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The way to a bucket that may not exist yet: nothing is probed, and nothing stored is touched. */
public final class S3Administration implements Closeable {

    private final S3Settings settings;
    private final S3Failures failures;
    private final S3Client client;

    public S3Administration(S3Settings settings) {
        this.settings = settings;
        this.failures = new S3Failures(settings);
        this.client = S3Clients.open(settings, WriteMode.PLAIN);
    }

    public S3Settings settings() {
        return settings;
    }

    /** Every server understands its requests; it belongs to this object. */
    public S3Client client() {
        return client;
    }

    /** Why a server refused, as far as a program may care. */
    public static Reason reason(S3Exception refusal) {
        return S3Failures.reason(code(refusal), refusal.statusCode());
    }

    /** S3's own name of an error; empty where the answer has none. */
    public static String code(S3Exception refusal) {
        return refusal.awsErrorDetails() == null || refusal.awsErrorDetails().errorCode() == null
                ? ""
                : refusal.awsErrorDetails().errorCode();
    }

    /** What a server answered, in a few words. */
    public static String seen(SdkException failure) {
        return S3Probe.seen(failure);
    }

    /** As a person should read it. */
    public IOException translate(String what, SdkException failure) {
        return failures.translate(what, failure);
    }

    @Override
    public void close() {
        client.close();
    }
}
