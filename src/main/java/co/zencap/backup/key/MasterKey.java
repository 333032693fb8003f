package co.zencap.backup.key;

import com.google.crypto.tink.subtle.AesGcmJce;
import com.google.crypto.tink.subtle.Hkdf;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The operator's {@code BACKUP_ENCRYPTION_KEY}: 32 bytes, from which HKDF-SHA256 (RFC 5869, no salt) derives one key for
 * wrapping data keys, one for signing manifests, one for signing certificates, and a public id.
 *
 * <p>It may know older keys. What it wraps and signs is always its own; what one of them has wrapped or signed opens and
 * verifies as well, so that nothing is unreadable while a rotation replaces them.
 */
public final class MasterKey {

    private static final String HOW_TO_MAKE_ONE =
            "HINT: make one with ./zencap keygen and keep it apart from the backups.";

    private final String id;
    private final byte[] wrapping;
    private final byte[] signing;
    private final CertificateKey certificates;
    private final boolean looksRandom;
    private final List<MasterKey> older;

    private MasterKey(byte[] secret) {
        id = HexFormat.of().formatHex(derive(secret, "zencap/v1/key-id", 8));
        wrapping = derive(secret, "zencap/v1/wrap-data-key", 32);
        signing = derive(secret, "zencap/v1/sign-manifest", 32);
        looksRandom = isEvenlySpread(secret);
        certificates = new CertificateKey(derive(secret, "zencap/v1/sign-certificate", 32));
        older = List.of();
    }

    private MasterKey(MasterKey own, List<MasterKey> older) {
        id = own.id;
        wrapping = own.wrapping;
        signing = own.signing;
        certificates = own.certificates;
        looksRandom = own.looksRandom;
        this.older = List.copyOf(older);
    }

    /**
     * Reads a key of 64 hexadecimal digits.
     *
     * @throws IllegalArgumentException when it is anything else; the message never repeats the text
     */
    public static MasterKey parse(String hex) {
        if (!hex.matches("[0-9a-fA-F]{64}")) {
            throw new IllegalArgumentException("The encryption key has " + hex.length()
                    + " characters, but must be exactly 64 hexadecimal digits (32 bytes). " + HOW_TO_MAKE_ONE);
        }
        byte[] secret = HexFormat.of().parseHex(hex);
        if (allEqual(secret)) {
            throw new IllegalArgumentException(
                    "The encryption key repeats one byte and protects nothing. " + HOW_TO_MAKE_ONE);
        }
        return new MasterKey(secret);
    }

    /**
     * The same key, knowing older ones.
     *
     * @throws IllegalArgumentException when one of them is this key, or there twice
     */
    public MasterKey withOlder(List<MasterKey> keys) {
        var ids = new HashSet<String>(List.of(id));
        for (MasterKey key : keys) {
            if (!ids.add(key.id)) {
                throw new IllegalArgumentException(
                        "Key " + key.id + " is given twice"
                                + (key.id.equals(id) ? ", as the one in force and as an older one" : "")
                                + ". HINT: BACKUP_ENCRYPTION_KEY is the new one; BACKUP_ENCRYPTION_KEYS_OLD names each older one once.");
            }
        }
        return new MasterKey(this, keys);
    }

    /** The same key, knowing no other. */
    public MasterKey alone() {
        return withOlder(List.of());
    }

    /** The older keys that it knows. */
    public List<MasterKey> older() {
        return older;
    }

    /** A new key's 64 hexadecimal digits. */
    public static String generate() {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        return HexFormat.of().formatHex(secret);
    }

    /** Tells keys apart without telling anything about them: 16 hexadecimal digits. */
    public String id() {
        return id;
    }

    /** Whether a text that somebody else has written can be a key's id. */
    public static boolean isId(String text) {
        return text.matches("[0-9a-f]{16}");
    }

    /** Whether it is this key's id, or that of an older one that it knows. */
    public boolean knows(String keyId) {
        return id.equals(keyId) || older.stream().anyMatch(key -> key.id.equals(keyId));
    }

    /** Whether its bytes are as different as random ones are; what somebody typed or repeated is not. */
    public boolean looksRandom() {
        return looksRandom;
    }

    /**
     * Wraps a backup's data key (AES-256-GCM; the associated data binds it to that backup, so that a wrapped key moved
     * beside another backup does not open).
     */
    public WrappedKey wrap(DataKey key, String backupId) {
        try {
            byte[] sealed = new AesGcmJce(wrapping).encrypt(key.bytes(), associatedData(backupId));
            return new WrappedKey(
                    WrappedKey.VERSION, id, WrappedKey.ALGORITHM, HexFormat.of().formatHex(sealed));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is not available in this Java runtime", e);
        }
    }

    /**
     * Opens a wrapped data key.
     *
     * @throws GeneralSecurityException when it was wrapped with another master key, for another backup, or was changed
     */
    public DataKey unwrap(WrappedKey wrapped, String backupId) throws GeneralSecurityException {
        if (wrapped.version() != WrappedKey.VERSION || !WrappedKey.ALGORITHM.equals(wrapped.algorithm())) {
            throw new GeneralSecurityException(
                    "The data key of " + backupId + " is wrapped as " + wrapped.algorithm() + " version "
                            + wrapped.version() + ", which this program does not know. HINT: use a newer zencap.");
        }
        if (!id.equals(wrapped.keyId())) {
            for (MasterKey key : older) {
                if (key.id.equals(wrapped.keyId())) {
                    return key.unwrap(wrapped, backupId);
                }
            }
            throw new GeneralSecurityException("Backup " + backupId + " was made with key " + wrapped.keyId()
                    + ", but BACKUP_ENCRYPTION_KEY is key " + id + olderIds()
                    + ". HINT: give the key that was in force then.");
        }
        try {
            byte[] sealed = HexFormat.of().parseHex(wrapped.wrapped());
            return new DataKey(new AesGcmJce(wrapping).decrypt(sealed, associatedData(backupId)));
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            throw new GeneralSecurityException(
                    "The data key of " + backupId + " does not open: key.json was changed or"
                            + " belongs to another backup. HINT: read it from another repository.",
                    e);
        }
    }

    /** HMAC-SHA256 of a manifest's bytes. */
    public byte[] sign(byte[] content) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(signing, "HmacSHA256"));
            return mac.doFinal(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256 is not available in this Java runtime", e);
        }
    }

    /** Whether {@code signature} is this key's for {@code content}, or an older one's; compares in constant time. */
    public boolean verifies(byte[] content, byte[] signature) {
        return MessageDigest.isEqual(sign(content), signature)
                || older.stream().anyMatch(key -> key.verifies(content, signature));
    }

    /** Whether a signature of a {@linkplain #certificates certificate's} kind is this key's, or an older one's. */
    public boolean certifies(byte[] content, byte[] signature) {
        return CertificateKey.verifies(certificates.publicKey(), content, signature)
                || older.stream().anyMatch(key -> key.certifies(content, signature));
    }

    /** Signs certificates. */
    public CertificateKey certificates() {
        return certificates;
    }

    @Override
    public String toString() {
        return "MasterKey[" + id + "]";
    }

    private String olderIds() {
        return older.isEmpty()
                ? ""
                : older.stream().map(MasterKey::id).collect(Collectors.joining(", ", ", and older ones are ", ""));
    }

    private static byte[] associatedData(String backupId) {
        return ("zencap/v1/data-key/" + backupId).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] derive(byte[] secret, String info, int length) {
        try {
            return Hkdf.computeHkdf("HmacSha256", secret, new byte[0], info.getBytes(StandardCharsets.UTF_8), length);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256 is not available in this Java runtime", e);
        }
    }

    /**
     * Of 32 random bytes about 30 are different, and fewer than 22 once in far more keys than will ever be made. What is
     * typed has the one digit after the other, or few of them.
     */
    private static boolean isEvenlySpread(byte[] bytes) {
        boolean[] seen = new boolean[256];
        int different = 0;
        int steps = 0;
        for (int i = 0; i < bytes.length; i++) {
            different += seen[bytes[i] & 0xff] ? 0 : 1;
            seen[bytes[i] & 0xff] = true;
            steps += i > 1 && (byte) (bytes[i] - bytes[i - 1]) == (byte) (bytes[i - 1] - bytes[i - 2]) ? 1 : 0;
        }
        return different >= 22 && steps < 8;
    }

    private static boolean allEqual(byte[] bytes) {
        for (byte b : bytes) {
            if (b != bytes[0]) {
                return false;
            }
        }
        return true;
    }
}
