package co.zencap.backup.alert;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.AuthenticationFailedException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChannelFailureTest {
    private static final Instant NOW = Instant.parse("2026-11-26T07:00:00Z");

    @Test
    void itSaysWhatTheServerSaidAndNotWhereItIs() {
        assertThat(ChannelFailure.reason(new IllegalStateException(refused(429, Map.of(), "slow\n  down"))))
                .isEqualTo("It answered 429: slow down");
        assertThat(ChannelFailure.reason(new AuthenticationFailedException("535 5.7.8\r\n denied")))
                .isEqualTo("It did not take the e-mail: 535 5.7.8 denied");
        assertThat(ChannelFailure.reason(new IOException("https://hooks.example/T0KEN")))
                .isEqualTo("It can't be reached (IOException)");
    }

    @Test
    void itIsTriedLaterAndLater() {
        assertThat(wait(1, new IOException())).hasSeconds(15);
        assertThat(wait(3, new IOException())).hasSeconds(60);
        assertThat(wait(30, new IOException())).hasMinutes(15);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Retry-After | 120 | 120",
                "retry-after | Thu, 26 Nov 2026 07:10:00 GMT | 600",
                "X-RateLimit-Reset | 1795676520 | 120",
                // sooner than it would be anyway, beyond belief, and nonsense
                "Retry-After | 1 | 15",
                "X-RateLimit-Reset | 1395676520 | 15",
                "Retry-After | 999999999 | 3600",
                "X-RateLimit-Reset | 999999999999 | 3600",
                "Retry-After | soon | 15",
                "X-RateLimit-Reset | -5 | 15"
            })
    void butNotBeforeTheServerWantsToBeAsked(String header, String value, long seconds) {
        assertThat(wait(1, refused(429, Map.of(header, value), ""))).hasSeconds(seconds);
    }

    private static Duration wait(int attempts, Exception failure) {
        return Duration.between(NOW, ChannelFailure.nextTry(failure, attempts, NOW));
    }

    private static HttpOperationFailedException refused(int status, Map<String, String> headers, String body) {
        return new HttpOperationFailedException("http://example.org/T0KEN", status, "", null, headers, body);
    }
}
