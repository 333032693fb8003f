package co.zencap.backup.access;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * A key as it is shown. It holds 256 random bits, so a plain SHA-256 is all that its digest needs: what makes slow, salted
 * digests necessary for passwords, that few of them are likely, is not so here. The prefix lets people and scanners of code
 * see what it is.
 */
public final class KeyText {
    public static final String PREFIX = "zcb_";

    private static final int RANDOM_BYTES = 32;
    private static final Pattern FORM = Pattern.compile(PREFIX + "[0-9a-f]{" + 2 * RANDOM_BYTES + "}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private KeyText() {}

    /** A new one. */
    public static String generate() {
        byte[] bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return PREFIX + HexFormat.of().formatHex(bytes);
    }

    /** What is kept of a key; empty for what can't be one. */
    public static Optional<String> digest(String shown) {
        return shown != null && FORM.matcher(shown).matches()
                ? Optional.of(DigestUtils.sha256Hex(shown.getBytes(StandardCharsets.US_ASCII)))
                : Optional.empty();
    }
}
