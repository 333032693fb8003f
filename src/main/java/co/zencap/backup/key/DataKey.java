package co.zencap.backup.key;

import com.google.crypto.tink.StreamingAead;
import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;

/**
 * The key of one backup's artifacts: Tink's streaming AEAD (AES-256-GCM-HKDF, segments of 1 MiB), which authenticates
 * every segment, their order and the end. The artifact's name is in the associated data, so that artifacts can't be
 * swapped; the key is of this backup alone, so that they can't come from another one.
 */
public final class DataKey {
    /** As manifests name it. */
    public static final String ALGORITHM = "AES256-GCM-HKDF-1MB";

    private static final int LENGTH = 32;
    private static final int SEGMENT = 1 << 20;

    private final byte[] secret;

    DataKey(byte[] secret) {
        if (secret.length != LENGTH) {
            throw new IllegalArgumentException("a data key has " + LENGTH + " bytes, not " + secret.length);
        }
        this.secret = secret;
    }

    /** A fresh random key. */
    public static DataKey random() {
        byte[] secret = new byte[LENGTH];
        new SecureRandom().nextBytes(secret);
        return new DataKey(secret);
    }

    /** The cipher for artifacts; pass {@link #associatedData} with it. */
    public StreamingAead cipher() {
        try {
            return new AesGcmHkdfStreaming(secret, "HmacSha256", LENGTH, SEGMENT, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is not available in this Java runtime", e);
        }
    }

    /** What an artifact's encryption is bound to. */
    public static byte[] associatedData(String backupId, String artifact) {
        return ("zencap/v1/artifact/" + backupId + "/" + artifact).getBytes(StandardCharsets.UTF_8);
    }

    /** Whether it is the same key; compares in constant time. */
    public boolean matches(DataKey other) {
        return MessageDigest.isEqual(secret, other.secret);
    }

    byte[] bytes() {
        return secret;
    }

    @Override
    public String toString() {
        return "DataKey[...]";
    }
}
