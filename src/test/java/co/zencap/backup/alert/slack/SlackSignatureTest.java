package co.zencap.backup.alert.slack;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.testing.MovableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** With the example of Slack's documentation. */
class SlackSignatureTest {
    private static final String TIMESTAMP = "1531420618";
    private static final String SIGNATURE = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
    private static final String BODY = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
            + "&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
            + "&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J"
            + "%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";

    private final MovableClock clock = new MovableClock(Instant.ofEpochSecond(1531420618));
    private final SlackSignature signature = new SlackSignature("8f742231b10e8888abcd99yyyzzz85a5", clock);

    @Test
    void slacksOwnHolds() {
        assertThat(signature.holds(TIMESTAMP, SIGNATURE, BODY)).isTrue();
    }

    @Test
    void itHoldsOnce() {
        signature.holds(TIMESTAMP, SIGNATURE, BODY);

        assertThat(signature.holds(TIMESTAMP, SIGNATURE, BODY)).isFalse();
    }

    @Test
    void itHoldsForFiveMinutes() {
        clock.set(clock.instant().plus(Duration.ofMinutes(5)));
        assertThat(signature.holds(TIMESTAMP, SIGNATURE, BODY)).isTrue();
        clock.set(clock.instant().plus(Duration.ofSeconds(1)));
        assertThat(signature.holds(TIMESTAMP, SIGNATURE, BODY)).isFalse();
    }

    @Test
    void aTimeToComeIsNoBetter() {
        clock.set(clock.instant().minus(Duration.ofSeconds(301)));

        assertThat(signature.holds(TIMESTAMP, SIGNATURE, BODY)).isFalse();
    }

    @Test
    void nothingElseHolds() {
        assertThat(signature.holds(TIMESTAMP, SIGNATURE, BODY + "&x=y")).isFalse();
        assertThat(signature.holds("1531420619", SIGNATURE, BODY)).isFalse();
        assertThat(signature.holds(TIMESTAMP, SIGNATURE.replace("a2", "A2"), BODY))
                .isFalse();
        assertThat(signature.holds(TIMESTAMP, "", BODY)).isFalse();
        assertThat(signature.holds(TIMESTAMP, null, BODY)).isFalse();
        assertThat(signature.holds(null, SIGNATURE, BODY)).isFalse();
        assertThat(signature.holds("1531420618 ", SIGNATURE, BODY)).isFalse();
        assertThat(signature.holds("9".repeat(30), SIGNATURE, BODY)).isFalse();
        assertThat(new SlackSignature("another", clock).holds(TIMESTAMP, SIGNATURE, BODY))
                .isFalse();
    }
}
