package co.zencap.backup.cleanup;

import co.zencap.backup.backup.Artifact;
import co.zencap.backup.backup.Borrowed;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.key.WrappedKey;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What retention needs of a genuine manifest, and no more, as there may be many.
 *
 * @param createdAt when the run started
 * @param own sizes of the backup's artifacts, by key
 * @param borrowed sizes of other backups' objects that it needs, by key
 * @param safety whether it holds what a recovery has replaced
 * @param keyFile where its wrapped key lies; empty when it is not encrypted
 */
record StoredManifest(
        Instant createdAt,
        Map<String, Long> own,
        Map<String, Long> borrowed,
        boolean safety,
        Optional<String> keyFile) {

    static StoredManifest of(Manifest manifest) {
        var own = new LinkedHashMap<String, Long>();
        for (Artifact artifact : manifest.artifacts()) {
            own.put(manifest.folder() + artifact.name(), artifact.storedBytes());
        }
        var borrowed = new LinkedHashMap<String, Long>();
        for (Borrowed object : manifest.borrowed()) {
            borrowed.put(object.key(), object.storedBytes());
        }
        return new StoredManifest(
                manifest.createdAt(),
                Map.copyOf(own),
                Map.copyOf(borrowed),
                manifest.safetyOf().isPresent(),
                manifest.encryption().map(e -> manifest.folder() + WrappedKey.FILE_NAME));
    }
}
