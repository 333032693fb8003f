package co.zencap.backup.repository;

/**
 * An artifact of which the store has confirmed that it holds every byte: what the {@code upload-artifact} route returns.
 *
 * @param size in bytes
 */
public record UploadedArtifact(String key, long size, String sha256, Confirmation confirmation) {

    /** How it is known that what is stored is what was sent. */
    public enum Confirmation {
        /** The store's own CRC32 of the object equals that of the bytes sent, whose SHA-256 was the expected one. */
        STORE_CHECKSUM,
        /** The store returns no checksum, so the object was read back whole, and its SHA-256 is the expected one. */
        READ_BACK
    }
}
