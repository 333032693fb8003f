package co.zencap.backup.backup;

import co.zencap.backup.json.Json;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.repository.Repository;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/**
 * That a backup must not be deleted, whatever a policy says. It lies beside the manifest in every repository, because the
 * catalog can be lost and the hold must not be.
 *
 * @param formatVersion of this document
 * @param heldTarget whose backup it is
 * @param heldBackup which one
 * @param reason why, for a person
 * @param placedBy who placed it
 * @param placedAt when
 */
public record LegalHold(
        int formatVersion, String heldTarget, String heldBackup, String reason, String placedBy, Instant placedAt) {
    public static final int FORMAT_VERSION = 1;
    public static final String FILE_NAME = "hold.json";
    private static final int LARGEST = 1 << 16;

    /** Where the hold of a backup lies in a repository. */
    public static String key(String target, BackupId id) {
        return Manifest.folder(target, id) + FILE_NAME;
    }

    /** The file's bytes; signed when there is a key. */
    public byte[] write(Optional<MasterKey> key) {
        return SignedFile.write(this, key);
    }

    /**
     * Reads a backup's hold.
     *
     * @throws IOException when there is none, or it can't be trusted
     */
    public static LegalHold read(Repository repository, String target, BackupId id, Optional<MasterKey> key)
            throws IOException {
        byte[] bytes = StoredBackup.read(repository, key(target, id), LARGEST);
        if (key.isPresent()) {
            SignedFile.check(bytes, FILE_NAME, id, key.get());
        }
        LegalHold hold;
        try {
            hold = Json.MAPPER.readValue(bytes, LegalHold.class);
        } catch (JsonProcessingException e) {
            throw new IOException("The " + FILE_NAME + " of " + id + " is not readable JSON.", e);
        }
        if (!id.value().equals(hold.heldBackup()) || !target.equals(hold.heldTarget())) {
            throw new IOException("The " + FILE_NAME + " in " + Manifest.folder(target, id)
                    + " is another backup's: it was moved or copied there.");
        }
        return hold;
    }
}
