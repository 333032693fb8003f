package co.zencap.backup.alert.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs what is sent by the Standard Webhooks specification, so that its libraries can check it: who sent it, when, and that
 * nobody changed it on the way.
 */
public final class Signature {
    private static final String PREFIX = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    private Signature(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /** @throws IllegalArgumentException when this is no secret of at least 24 bytes */
    public static Signature by(String secret) {
        String text = secret.startsWith(PREFIX) ? secret.substring(PREFIX.length()) : secret;
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("It is not Base64." + hint());
        }
        if (bytes.length < 24 || bytes.length > 64) {
            throw new IllegalArgumentException("It has " + bytes.length + " bytes, not 24 to 64." + hint());
        }
        return new Signature(bytes);
    }

    private static String hint() {
        return " HINT: make one with: echo " + PREFIX + "$(openssl rand -base64 32)";
    }

    /** The headers' value. */
    String of(String id, Instant at, String body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] signed = (id + "." + at.getEpochSecond() + "." + body).getBytes(StandardCharsets.UTF_8);
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has " + ALGORITHM, e);
        }
    }
}
