package co.zencap.backup.hawtio;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * How the sign-in of Hawtio, an application of its own, knows the key of the admin API: a system property holds the key's
 * digest. The key itself, which may come from a file, is neither in the process's arguments nor in its properties.
 */
public final class AdminKeyDigest {
    private static final String PROPERTY = "zencap.admin-key.sha256";

    private AdminKeyDigest() {}

    /** Lets {@link #matches} know the key. */
    public static void publish(String key) {
        System.setProperty(PROPERTY, HexFormat.of().formatHex(sha256(key.getBytes(StandardCharsets.UTF_8))));
    }

    /** Whether this is the key; takes as long for a wrong one. Nothing matches before a key was published. */
    static boolean matches(char[] candidate) {
        String published = System.getProperty(PROPERTY);
        byte[] digest = sha256(new String(candidate).getBytes(StandardCharsets.UTF_8));
        return published != null && MessageDigest.isEqual(digest, HexFormat.of().parseHex(published));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
