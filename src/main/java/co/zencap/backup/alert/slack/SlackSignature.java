package co.zencap.backup.alert.slack;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.commons.codec.digest.HmacAlgorithms;
import org.apache.commons.codec.digest.HmacUtils;

/** Tells requests of Slack from those of others, by Slack's signature of version 0. Thread-safe. */
public final class SlackSignature {
    private static final Duration AGE = Duration.ofMinutes(5);

    private final String secret;
    private final Clock clock;
    private final Map<String, Instant> seen = new HashMap<>();

    /** @param secret that the app's page shows */
    public SlackSignature(String secret, Clock clock) {
        this.secret = secret;
        this.clock = clock;
    }

    /**
     * Whether Slack has sent this, just now, and for the first time.
     *
     * @param timestamp of {@code X-Slack-Request-Timestamp}; null without one
     * @param signature of {@code X-Slack-Signature}; null without one
     */
    public boolean holds(String timestamp, String signature, String body) {
        if (timestamp == null || signature == null || !timestamp.matches("\\d{1,11}")) {
            return false;
        }
        Instant now = clock.instant();
        Duration age = Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), now);
        String expected =
                "v0=" + new HmacUtils(HmacAlgorithms.HMAC_SHA_256, secret).hmacHex("v0:" + timestamp + ":" + body);
        return MessageDigest.isEqual(bytes(expected), bytes(signature))
                && age.abs().compareTo(AGE) <= 0
                && isFirst(expected, now);
    }

    /** Only what is signed is remembered, and no longer than its age would let it pass. */
    private synchronized boolean isFirst(String signature, Instant now) {
        seen.values().removeIf(at -> at.plus(AGE).plus(AGE).isBefore(now));
        return seen.putIfAbsent(signature, now) == null;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
