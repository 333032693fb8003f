package co.zencap.backup.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import co.zencap.backup.aws.AwsKeys;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.testing.HttpStub;
import co.zencap.backup.testing.KmsServer;
import co.zencap.backup.testing.KmsServer.Asked;
import co.zencap.backup.testing.KmsServer.Refusal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** AWS KMS, as its API reference describes it; no real one was asked. */
class KmsKeysTest {
    private static final Patience SHORT =
            new Patience(Duration.ofSeconds(2), Duration.ofMillis(700), 3, Duration.ofMillis(10));
    private static final String DIGITS = MasterKey.generate();

    private KmsServer kms;
    private String key;

    @BeforeEach
    void start() throws IOException {
        kms = new KmsServer();
        key = kms.addKey("backups");
    }

    @AfterEach
    void stop() {
        kms.close();
    }

    @Test
    void whatWasSealedIsOpenedWithTheSameKeyAndForTheSamePurposeOnly() {
        KmsReference sealed = seal(key);

        assertThat(open(sealed.text())).isEqualTo(DIGITS);

        assertThat(sealed.key()).isEqualTo(key);
        assertThat(sealed.text()).startsWith("aws-kms:" + key + "#").doesNotContain(DIGITS);
        assertThat(kms.asked()).extracting(Asked::operation).containsExactly("Encrypt", "Decrypt");
        assertThat(kms.asked()).allSatisfy(asked -> {
            assertThat(asked.body().path("KeyId").asText()).isEqualTo(key);
            assertThat(asked.body().path("EncryptionContext").toString())
                    .isEqualTo("{\"purpose\":\"zencap-master-key\"}");
        });
    }

    @Test
    void anAliasAndAnIdStandForTheKeyThatTheyNameNow() {
        assertThat(seal("alias/backups").key()).isEqualTo(key);
        assertThat(seal(key.substring(key.indexOf('/') + 1)).key()).isEqualTo(key);
    }

    @Test
    void credentialsThatEndSoonHaveAThirdPart() {
        kms.expect("session-t0ken");
        var keys = new AwsKeys(KmsServer.ACCESS_KEY, KmsServer.SECRET_KEY, Optional.of("session-t0ken"));

        try (KmsKeys client = new KmsKeys(settings(kms.endpoint(), keys), key)) {
            assertThat(client.seal(key, DIGITS).key()).isEqualTo(key);
        }
        assertThat(keys.toString()).doesNotContain("t0ken", KmsServer.SECRET_KEY);
        assertThat(failure(() -> seal(key))).contains("does not believe the credentials (UnrecognizedClientException)");
    }

    @Test
    void withoutCredentialsItSaysWhichThereCouldBe() {
        var settings = new KmsSettings(KmsServer.REGION, Optional.of(kms.endpoint()), Optional.empty(), SHORT);
        String before = System.setProperty("aws.disableEc2Metadata", "true");
        try {
            assertThat(failure(() -> {
                        try (KmsKeys client = new KmsKeys(settings, key)) {
                            client.seal(key, DIGITS);
                        }
                    }))
                    .contains("can't be asked without credentials of AWS", "HINT: set AWS_ACCESS_KEY_ID");
        } finally {
            if (before == null) {
                System.clearProperty("aws.disableEc2Metadata");
            } else {
                System.setProperty("aws.disableEc2Metadata", before);
            }
        }
        assertThat(kms.asked()).isEmpty();
    }

    @Test
    void whoeverHasAnotherSecretIsNotBelieved() {
        var keys = new AwsKeys(KmsServer.ACCESS_KEY, "another-secret", Optional.empty());

        assertThat(failure(() -> {
                    try (KmsKeys client = new KmsKeys(settings(kms.endpoint(), keys), key)) {
                        client.seal(key, DIGITS);
                    }
                }))
                .contains("does not believe the credentials (InvalidSignatureException)", "HINT:", "clock")
                .doesNotContain("another-secret");
    }

    @Test
    void whatAnotherKeyOfTheSameAccountHasEncryptedIsRefused() throws Exception {
        String other = kms.addKey("other");
        String foreign = text(key, kms.encrypt(other, KmsKeys.CONTEXT, DIGITS.getBytes(StandardCharsets.US_ASCII)));

        assertThat(failure(() -> open(foreign))).contains("was not encrypted with the key " + key, "HINT:");
    }

    @Test
    void aServerThatClaimsAnotherKeyIsRefused() {
        String sealed = seal(key).text();
        kms.claim(kms.addKey("other"));

        assertThat(failure(() -> open(sealed))).contains("with another key than was named", "HINT:");
    }

    @Test
    void whatWasEncryptedForAnotherPurposeOrChangedIsNoMasterKey() throws Exception {
        byte[] password = kms.encrypt(key, Map.of("purpose", "passwords"), DIGITS.getBytes(StandardCharsets.US_ASCII));
        byte[] changed = Base64.getDecoder().decode(seal(key).ciphertext());
        changed[changed.length - 1] ^= 1;
        byte[] cut = Arrays.copyOf(changed, 30);

        for (byte[] each : new byte[][] {password, changed, cut}) {
            assertThat(failure(() -> open(text(key, each))))
                    .contains("can't make out the reference", "HINT: copy it whole");
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "DisabledException, 400, has switched off the key, enable-key",
        "KMSInvalidStateException, 400, may be about to be deleted, cancel-key-deletion",
        "NotFoundException, 400, has no key, region and account",
        "ExpiredTokenException, 400, does not believe the credentials, clock",
        "SomethingNewException, 400, did not decrypt (SomethingNewException, a copy of the master key",
    })
    void eachRefusalSaysWhatToDo(String type, int status, String why, String hint) {
        String sealed = seal(key).text();
        kms.put(key, new Refusal(status, type, "words of the server: " + DIGITS));

        assertThat(failure(() -> open(sealed)))
                .startsWith("AWS KMS at " + kms.endpoint() + " ")
                .contains(why, "HINT: ", hint)
                .doesNotContain("words of the server");
        assertThat(kms.asked()).hasSize(2);
    }

    @Test
    void whoIsRefusedIsNamed() {
        String sealed = seal(key).text();
        kms.put(
                key,
                new Refusal(
                        400,
                        "AccessDeniedException",
                        "User: " + KmsServer.CALLER + " is not authorized to perform: kms:Decrypt on resource: "
                                + key));

        assertThat(failure(() -> open(sealed)))
                .contains("does not let " + KmsServer.CALLER + " decrypt with the key " + key)
                .contains("HINT: allow kms:Decrypt on it; ./zencap setup policies prints it.");
    }

    @Test
    void whatPassesIsTriedAgainAndWhatDoesNotEnds() {
        String sealed = seal(key).text();
        kms.fail(1, new Refusal(400, "ThrottlingException", "Rate exceeded"));
        assertThat(open(sealed)).isEqualTo(DIGITS);
        kms.fail(2, new Refusal(500, "KMSInternalException", null));
        assertThat(open(sealed)).isEqualTo(DIGITS);

        int before = kms.asked().size();
        kms.fail(100, new Refusal(500, "KMSInternalException", null));
        assertThat(failure(() -> open(sealed))).contains("did not decrypt (KMSInternalException, HTTP status 500)");
        assertThat(kms.asked()).hasSize(before + 3);
    }

    @Test
    void aServerThatIsAwayOrSilentIsGivenUp() throws IOException {
        String sealed = seal(key).text();
        kms.delay(5_000);
        long start = System.nanoTime();

        assertThat(failure(() -> open(sealed)))
                .contains("can't be reached (", "HINT:", "a copy of the master key itself");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));

        kms.close();
        assertThat(failure(() -> open(sealed))).contains("can't be reached (", "HINT:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>S3CR3T</html>", "", "[]", "{\"KeyId\":7}", "{\"Plaintext\":\"S3CR3T\"}", "null"})
    void anotherKindOfServerIsNotTakenForKms(String body) {
        String sealed = seal(key).text();
        kms.answer(body);

        assertThat(failure(() -> open(sealed)))
                .contains("did not answer as AWS KMS does", "HINT:")
                .doesNotContain("S3CR3T");
    }

    /** Of S3, where AWS_ENDPOINT_URL was set for that. */
    @Test
    void aServerThatRefusesInOtherWordsIsNotTakenForKmsEither() throws IOException {
        String sealed = seal(key).text();
        try (HttpStub s3 = new HttpStub(asked -> new HttpStub.Answer(
                403, "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code><Message>S3CR3T</Message></Error>"))) {
            KmsSettings settings = settings(URI.create(s3.url()), credentials());

            assertThat(failure(() -> new KeyCustody(() -> settings, () -> null).digits(sealed)))
                    .contains("did not answer as AWS KMS does", "AWS_ENDPOINT_URL names")
                    .doesNotContain("S3CR3T");
        }
    }

    @Test
    void nothingGoesOverANetworkInTheClear() {
        String sealed = seal(key).text();

        assertThat(failure(() -> {
                    try (KmsKeys client =
                            new KmsKeys(settings(URI.create("http://kms.example.org"), credentials()), key)) {
                        client.open((KmsReference) KeyReference.of(sealed).orElseThrow());
                    }
                }))
                .contains("would be asked over plain HTTP", "HINT: write https://");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aws-kms:",
                "aws-kms:AQIDAHh",
                "aws-kms:alias/backups#AQID",
                "aws-kms:arn:aws:kms:eu-central-1:111122223333:alias/backups#AQID",
                "aws-kms:arn:aws:s3:eu-central-1:111122223333:key/1#AQID",
                "aws-kms:arn:aws:kms:eu-central-1:111122223333:key/1#",
                "aws-kms:arn:aws:kms:eu-central-1:111122223333:key/1#A*B",
                "aws-kms:arn:aws:kms:../..:111122223333:key/1#AQID",
            })
    void aReferenceThatIsNotWholeIsRefusedAndNotRepeated(String text) {
        assertThatThrownBy(() -> KeyReference.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("The reference to AWS KMS ")
                .hasMessageContaining("HINT: it reads aws-kms:arn:aws:kms:REGION")
                .hasMessageNotContainingAny("AQID", "alias/backups", "111122223333");
    }

    private KmsReference seal(String name) {
        try (KmsKeys client = new KmsKeys(settings(kms.endpoint(), credentials()), name)) {
            return client.seal(name, DIGITS);
        }
    }

    private String open(String text) {
        KmsSettings settings = settings(kms.endpoint(), credentials());
        return new KeyCustody(() -> settings, () -> {
                    throw new AssertionError("Vault is not referred to");
                })
                .digits(text);
    }

    private static KmsSettings settings(URI endpoint, AwsKeys keys) {
        return new KmsSettings(KmsServer.REGION, Optional.of(endpoint), Optional.of(keys), SHORT);
    }

    private static AwsKeys credentials() {
        return new AwsKeys(KmsServer.ACCESS_KEY, KmsServer.SECRET_KEY, Optional.empty());
    }

    private static String text(String key, byte[] ciphertext) {
        return "aws-kms:" + key + "#" + Base64.getEncoder().encodeToString(ciphertext);
    }

    /** The sentence; nowhere in what is thrown is anything secret. */
    private static String failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).isInstanceOf(IllegalArgumentException.class);
        var all = new StringWriter();
        thrown.printStackTrace(new PrintWriter(all));
        assertThat(all.toString()).doesNotContain(DIGITS, KmsServer.SECRET_KEY);
        return thrown.getMessage();
    }
}
