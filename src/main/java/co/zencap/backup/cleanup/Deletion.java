package co.zencap.backup.cleanup;

import co.zencap.backup.repository.StoredObject;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * A backup that goes, or what is left of one.
 *
 * @param target whose
 * @param id the backup's
 * @param createdAt when its run started; null when nothing says so any more
 * @param manifest goes first: with it the backup is no more; null when there is none
 * @param rest goes after it
 * @param stays what others need, and the key that opens it
 * @param neededBy those others
 * @param reason why, in words
 */
public record Deletion(
        String target,
        String id,
        Instant createdAt,
        StoredObject manifest,
        List<StoredObject> rest,
        List<StoredObject> stays,
        Set<String> neededBy,
        String reason) {

    public long bytes() {
        return (manifest == null ? 0 : manifest.size())
                + rest.stream().mapToLong(StoredObject::size).sum();
    }

    /** Why it goes, and what of it does not. */
    public String explanation() {
        return stays.isEmpty()
                ? reason
                : reason + "; " + stays.size() + " objects of it stay, needed by " + String.join(", ", neededBy);
    }
}
