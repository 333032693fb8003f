package co.zencap.backup.cleanup;

import co.zencap.backup.backup.LegalHold;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.repository.StoredObject;
import java.util.Map;
import java.util.Optional;

/**
 * A backup's folder as a repository lists it.
 *
 * @param target whose
 * @param id the backup's
 * @param objects by name
 * @param manifest empty when there is none, or it can't be trusted
 * @param untrusted why a manifest that is there can't be trusted
 * @param hold the legal hold in it
 * @param doubtfulHold why a hold that is there can't be trusted; then it holds all the more
 */
record BackupFolder(
        String target,
        String id,
        Map<String, StoredObject> objects,
        Optional<StoredManifest> manifest,
        Optional<String> untrusted,
        Optional<LegalHold> hold,
        Optional<String> doubtfulHold) {

    String key(String name) {
        return target + "/" + id + "/" + name;
    }

    StoredObject manifestObject() {
        return objects.get(Manifest.FILE_NAME);
    }

    /** Whether there is nothing in it that says that a backup exists. */
    boolean isOrphaned() {
        return !objects.containsKey(Manifest.FILE_NAME) && !objects.containsKey(LegalHold.FILE_NAME);
    }

    Optional<String> holdReason() {
        return hold.map(LegalHold::reason)
                .or(() -> doubtfulHold.map(why -> "its hold can't be trusted, so a person has to look: " + why));
    }

    long bytes() {
        return objects.values().stream().mapToLong(StoredObject::size).sum();
    }
}
