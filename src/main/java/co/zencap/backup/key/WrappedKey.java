package co.zencap.backup.key;

/**
 * A data key as it is stored beside its backup ({@code key.json}), the one object that a rotation of the master key
 * replaces.
 *
 * @param version format version of this object
 * @param keyId which master key opens it
 * @param algorithm how it is wrapped
 * @param wrapped hexadecimal: 12 bytes of nonce, the encrypted key, 16 bytes of tag
 */
public record WrappedKey(int version, String keyId, String algorithm, String wrapped) {
    static final int VERSION = 1;
    static final String ALGORITHM = "AES256-GCM";

    /** Its name beside the manifest. */
    public static final String FILE_NAME = "key.json";
}
