package co.zencap.backup.web;

import java.security.MessageDigest;
import org.apache.commons.codec.digest.DigestUtils;

/** {@code ADMIN_API_KEY}, for comparison only. */
public final class AdminKey {
    private final byte[] expected;

    public AdminKey(String key) {
        this.expected = DigestUtils.sha256(key);
    }

    /** Digests have one length, so the comparison's time tells neither the key's length nor how much of it was right. */
    public boolean is(String shown) {
        return MessageDigest.isEqual(DigestUtils.sha256(shown), expected);
    }
}
