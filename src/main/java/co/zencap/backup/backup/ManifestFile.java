package co.zencap.backup.backup;

import co.zencap.backup.json.Json;
import co.zencap.backup.key.MasterKey;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Optional;

/** A manifest as bytes, {@linkplain SignedFile signed}. */
public final class ManifestFile {
    /** More than a manifest of 100,000 tables takes; keeps a hostile repository from filling the memory. */
    public static final int MAX_BYTES = 64 << 20;

    private ManifestFile() {}

    /** The file's bytes; signed when there is a key. */
    public static byte[] write(Manifest manifest, Optional<MasterKey> key) {
        return SignedFile.write(manifest, key);
    }

    /**
     * Reads a manifest and checks that it is what its place says and that it was signed with this key.
     *
     * @param target the folder's target
     * @param id the folder's backup id
     * @param key empty when encryption is switched off: then no signature can be checked, and an encrypted backup is
     *     refused
     * @throws IOException when it is damaged, forged, or lies in another backup's place
     */
    public static Manifest read(byte[] bytes, String target, BackupId id, Optional<MasterKey> key) throws IOException {
        if (key.isPresent()) {
            SignedFile.check(bytes, "manifest", id, key.get());
        }
        Manifest manifest = parse(bytes, id);
        SoundManifest.require(manifest, id);
        if (!manifest.id().equals(id) || !manifest.target().equals(target)) {
            throw new IOException("The manifest in " + Manifest.folder(target, id) + " is that of "
                    + Manifest.folder(manifest.target(), manifest.id())
                    + ": it was moved or copied there. HINT: verify the other repository's copy.");
        }
        if (key.isEmpty() && manifest.encryption().isPresent()) {
            throw new IOException("Backup " + id + " is encrypted with key "
                    + manifest.encryption().get().keyId() + ", and no key is set. HINT: set BACKUP_ENCRYPTION_KEY.");
        }
        return manifest;
    }

    private static Manifest parse(byte[] bytes, BackupId id) throws IOException {
        JsonNode document;
        try {
            document = Json.MAPPER.readTree(bytes);
            int version = document.path("formatVersion").asInt(0);
            if (version > Manifest.FORMAT_VERSION) {
                throw new IOException("The manifest of " + id + " has format version " + version
                        + ", newer than this program knows. HINT: use a newer zencap.");
            }
            return Json.MAPPER.treeToValue(document, Manifest.class);
        } catch (JsonProcessingException e) {
            throw new IOException(
                    "The manifest of " + id + " is not readable JSON: " + Json.why(e)
                            + ". HINT: verify the other repository's copy.",
                    e);
        }
    }
}
