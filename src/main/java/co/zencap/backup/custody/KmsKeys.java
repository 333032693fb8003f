package co.zencap.backup.custody;

import co.zencap.backup.aws.AwsKeys;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.EncryptResponse;

/** AWS KMS in one region, which encrypts and decrypts master keys. All failures are sentences with a hint. */
public final class KmsKeys implements AutoCloseable {
    /** Bound to the ciphertext: what was encrypted for something else is not taken for a master key. */
    public static final Map<String, String> CONTEXT = Map.of("purpose", "zencap-master-key");

    private final KmsClient client;
    private final KmsFailures failures;

    /** @param key whose region is asked, where its name says one */
    public KmsKeys(KmsSettings settings, String key) {
        String region = KmsReference.region(key).orElse(settings.region());
        Patience patience = settings.patience();
        var builder = KmsClient.builder()
                .region(Region.of(region))
                .credentialsProvider(AwsKeys.provider(settings.credentials()))
                .overrideConfiguration(override -> override.apiCallAttemptTimeout(patience.attempt())
                        .addExecutionInterceptor(new NeverInTheClear())
                        .retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(patience.attempts())
                                .build()))
                .httpClientBuilder(ApacheHttpClient.builder()
                        .connectionTimeout(patience.connect())
                        .socketTimeout(patience.attempt()));
        settings.endpoint().ifPresent(builder::endpointOverride);
        client = builder.build();
        failures = new KmsFailures(
                settings.endpoint().map(url -> "AWS KMS at " + url).orElse("AWS KMS in " + region), key);
    }

    /**
     * The master key's digits.
     *
     * @throws IllegalArgumentException when KMS does not decrypt it, or with another key than the reference names
     */
    public String open(KmsReference reference) {
        DecryptResponse answer;
        try {
            answer = client.decrypt(request -> request.keyId(reference.key())
                    .ciphertextBlob(SdkBytes.fromByteArray(reference.bytes()))
                    .encryptionContext(CONTEXT));
        } catch (SdkException e) {
            throw failures.sentence("decrypt", e);
        }
        if (!reference.key().equals(answer.keyId()) || answer.plaintext() == null) {
            throw failures.foreign();
        }
        return new String(answer.plaintext().asByteArray(), StandardCharsets.ISO_8859_1).strip();
    }

    /**
     * Has a master key encrypted.
     *
     * @param key of KMS: its id, its name (ARN), or an alias of it
     * @param digits the master key
     * @throws IllegalArgumentException when KMS does not encrypt it
     */
    public KmsReference seal(String key, String digits) {
        EncryptResponse answer;
        try {
            answer = client.encrypt(request -> request.keyId(key)
                    .plaintext(SdkBytes.fromUtf8String(digits))
                    .encryptionContext(CONTEXT));
        } catch (SdkException e) {
            throw failures.sentence("encrypt", e);
        }
        if (answer.keyId() == null || !KmsReference.isKey(answer.keyId()) || answer.ciphertextBlob() == null) {
            throw failures.foreign();
        }
        return new KmsReference(
                answer.keyId(),
                Base64.getEncoder().encodeToString(answer.ciphertextBlob().asByteArray()));
    }

    @Override
    public void close() {
        client.close();
    }
}
