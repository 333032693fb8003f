package co.zencap.backup.web;

import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;

/** A key that callers show, like {@code ADMIN_API_KEY}; for comparison only. */
public final class AdminKey {
    private static final String SCHEME = "bearer ";

    private final byte[] expected;

    public AdminKey(String key) {
        this.expected = DigestUtils.sha256(key);
    }

    /** Digests have one length, so the comparison's time tells neither the key's length nor how much of it was right. */
    public boolean is(String shown) {
        return MessageDigest.isEqual(DigestUtils.sha256(shown), expected);
    }

    /** Whether a header {@code Authorization} shows it as a bearer token (RFC 6750). */
    boolean isIn(String authorization) {
        return bearer(authorization).map(this::is).orElse(false);
    }

    /** The bearer token of such a header. */
    static Optional<String> bearer(String authorization) {
        return authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)
                ? Optional.of(authorization.substring(SCHEME.length()).strip())
                : Optional.empty();
    }
}
