package co.zencap.backup.repository;

import java.time.Instant;
import java.util.Objects;

/**
 * One object as a repository lists it.
 *
 * @param key {@code <target>/<backup-id>/<name>}, relative to the repository's own prefix
 * @param size in bytes
 * @param lastModified by the repository's own clock, which nobody who merely writes objects can set back
 */
public record StoredObject(String key, long size, Instant lastModified) {

    public StoredObject {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(lastModified, "lastModified");
    }
}
