package co.zencap.backup.alert.slack;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.json.Json;
import co.zencap.backup.testing.Hostile;
import co.zencap.backup.testing.MovableClock;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What comes to Slack's address is a press of a button, or refused; and whoever pressed is named in plain characters. */
class HostilePressTest {
    private static final String PRESS =
            """
            {"type": "block_actions", "user": {"id": "U1", "username": "ann", "name": "ann"},
             "response_url": "https://hooks.slack.com/actions/T1/1/x",
             "actions": [{"action_id": "acknowledge", "value": "a-1", "type": "button"}]}""";

    @Test
    void aPressIsOneOrRefused() throws Exception {
        JsonNode whole = Json.MAPPER.readTree(PRESS);
        Hostile.tries(4000, input -> {
            String form =
                    switch (input.number(3)) {
                        case 0 -> input.text("payload=" + encoded(PRESS) + "&x=y");
                        case 1 -> "payload=" + input.json(whole);
                        default -> "payload=" + encoded(input.json(whole));
                    };
            try {
                SlackPress.parse(form).ifPresent(press -> {
                    assertThat(press.by())
                            .doesNotContainPattern("[\\p{Cc}\\p{Cf}<>&*`]")
                            .hasSizeLessThan(6000);
                    assertThat(press.answer()).isNotNull();
                    assertThat(press.toString()).doesNotContain("hooks.slack.com");
                });
            } catch (IllegalArgumentException e) {
                Hostile.requireFit(e);
            }
        });
    }

    /** Only what was signed with the secret, just now, is Slack's. */
    @Test
    void noOtherSignatureHolds() {
        var clock = new MovableClock(Instant.parse("2026-11-26T03:00:00Z"));
        var signature = new SlackSignature("a secret of Slack's", clock);
        String now = String.valueOf(clock.instant().getEpochSecond());
        String signed = "v0=" + "0123456789abcdef".repeat(4);
        Hostile.tries(3000, input -> {
            String timestamp = input.chance(2) ? now : input.text(now);
            String body = input.text("payload=x");
            String by = input.text(signed);
            assertThat(signature.holds(timestamp, by, body)).isFalse();
        });
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
