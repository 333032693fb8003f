package co.zencap.backup.backup;

import co.zencap.backup.json.Json;
import co.zencap.backup.key.DataKey;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.key.WrappedKey;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.stream.MeasuredInputStream;
import co.zencap.backup.stream.Plaintext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * A backup as a repository holds it, with its manifest checked and its key open.
 *
 * @param repository where it lies
 * @param manifest what it is
 * @param dataKey opens its artifacts; empty when they are not encrypted
 */
public record StoredBackup(Repository repository, Manifest manifest, Optional<DataKey> dataKey) {
    private static final int LARGEST_KEY_FILE = 1 << 16;

    /**
     * Opens a backup.
     *
     * @throws IOException when there is none of that id, or its manifest or key can't be trusted
     */
    public static StoredBackup open(Repository repository, String target, BackupId id, Optional<MasterKey> masterKey)
            throws IOException {
        String folder = Manifest.folder(target, id);
        byte[] bytes = read(repository, folder + Manifest.FILE_NAME, ManifestFile.MAX_BYTES);
        Manifest manifest = ManifestFile.read(bytes, target, id, masterKey);
        if (manifest.encryption().isEmpty()) {
            return new StoredBackup(repository, manifest, Optional.empty());
        }
        byte[] key = read(repository, folder + WrappedKey.FILE_NAME, LARGEST_KEY_FILE);
        try {
            WrappedKey wrapped = Json.MAPPER.readValue(key, WrappedKey.class);
            return new StoredBackup(
                    repository, manifest, Optional.of(masterKey.orElseThrow().unwrap(wrapped, id.value())));
        } catch (GeneralSecurityException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** An artifact's stored bytes, measured as they are read. */
    public MeasuredInputStream openStored(Artifact artifact, LongConsumer progress) throws IOException {
        try {
            return new MeasuredInputStream(repository.open(manifest.folder() + artifact.name()), progress);
        } catch (NoSuchFileException e) {
            throw new IOException(
                    "Repository " + repository.id() + " has no " + artifact.name() + " of backup " + manifest.id()
                            + ", although the manifest names it. HINT: use another repository's copy.",
                    e);
        }
    }

    /** From stored bytes to what was backed up. Closing the result closes {@code stored}. */
    public InputStream plaintext(Artifact artifact, InputStream stored) throws IOException {
        InputStream compressed = stored;
        if (dataKey.isPresent()) {
            byte[] associatedData = DataKey.associatedData(manifest.id().value(), artifact.name());
            compressed = Plaintext.decrypt(stored, dataKey.get().cipher(), associatedData);
        }
        return Plaintext.decompress(compressed);
    }

    private static byte[] read(Repository repository, String key, int most) throws IOException {
        try (InputStream in = repository.open(key)) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new IOException(key + " in repository " + repository.id() + " is larger than " + most
                        + " bytes, which no such object is. HINT: it was replaced; use another repository's copy.");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new IOException(
                    "Repository " + repository.id() + " has no " + key
                            + ". HINT: ./zencap list shows which backups there are, and where.",
                    e);
        }
    }
}
