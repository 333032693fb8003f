package co.zencap.backup.alert.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class SignatureTest {
    /** The example that the Standard Webhooks specification's libraries are tested with. */
    @Test
    void isThatOfStandardWebhooks() {
        assertThat(Signature.by("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
                        .of(
                                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                                Instant.ofEpochSecond(1_614_265_330),
                                "{\"test\": 2432232314}"))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void aSecretThatCouldBeGuessedIsRefused() {
        assertThatThrownBy(() -> Signature.by("whsec_c2hvcnQ="))
                .hasMessageContaining("It has 5 bytes")
                .hasMessageContaining("HINT: ");
        assertThatThrownBy(() -> Signature.by("not base64!")).hasMessageContaining("It is not Base64");
    }
}
