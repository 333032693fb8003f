package co.zencap.backup.repository;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One object as a repository lists it.
 *
 * @param key {@code <target>/<backup-id>/<name>}, relative to the repository's own prefix
 * @param size in bytes
 * @param lastModified by the repository's own clock, which nobody who merely writes objects can set back
 * @param storageClass as the repository names it; empty where it has none
 */
public record StoredObject(String key, long size, Instant lastModified, Optional<String> storageClass) {

    public StoredObject {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(lastModified, "lastModified");
        Objects.requireNonNull(storageClass, "storageClass");
    }

    /** In a repository without storage classes. */
    public StoredObject(String key, long size, Instant lastModified) {
        this(key, size, lastModified, Optional.empty());
    }
}
