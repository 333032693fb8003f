package co.zencap.backup.repository;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * One object as a repository lists it.
 *
 * @param key {@code <target>/<backup-id>/<name>}, relative to the repository's own prefix
 * @param size in bytes
 * @param lastModified by the repository's own clock, which nobody who merely writes objects can set back
 * @param storageClass as the repository names it; empty where it has none
 */
public record StoredObject(String key, long size, Instant lastModified, Optional<String> storageClass) {
    /** Storage classes from which nothing can be read at once. */
    static final Set<String> ARCHIVES = Set.of("GLACIER", "DEEP_ARCHIVE");

    public StoredObject {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(lastModified, "lastModified");
        Objects.requireNonNull(storageClass, "storageClass");
    }

    /** Whether it lies where nothing can be read at once. */
    public boolean isArchived() {
        return storageClass.filter(ARCHIVES::contains).isPresent();
    }

    /** In a repository without storage classes. */
    public StoredObject(String key, long size, Instant lastModified) {
        this(key, size, lastModified, Optional.empty());
    }
}
