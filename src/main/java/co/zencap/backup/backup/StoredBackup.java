package co.zencap.backup.backup;

import co.zencap.backup.files.FileIndex;
import co.zencap.backup.files.FileSetIndex;
import co.zencap.backup.files.Pack;
import co.zencap.backup.key.DataKey;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.key.WrappedKey;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.stream.MeasuredInputStream;
import co.zencap.backup.stream.Plaintext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A backup as a repository holds it, with its manifest checked and its key open.
 *
 * @param repository where it lies
 * @param manifest what it is
 * @param dataKey opens its artifacts; empty when they are not encrypted
 * @param masterKey opens the keys of older backups of which it needs something
 */
public record StoredBackup(
        Repository repository, Manifest manifest, Optional<DataKey> dataKey, Optional<MasterKey> masterKey) {
    private static final Logger LOG = LoggerFactory.getLogger(StoredBackup.class);
    private static final int LARGEST_KEY_FILE = 1 << 16;

    /**
     * Opens a backup.
     *
     * @throws IOException when there is none of that id, or its manifest or key can't be trusted
     */
    public static StoredBackup open(Repository repository, String target, BackupId id, Optional<MasterKey> masterKey)
            throws IOException {
        return open(repository, manifest(repository, target, id, masterKey), masterKey);
    }

    /**
     * Opens a backup of which the manifest has been read.
     *
     * @throws IOException when its key can't be trusted
     */
    public static StoredBackup open(Repository repository, Manifest manifest, Optional<MasterKey> masterKey)
            throws IOException {
        if (manifest.encryption().isEmpty()) {
            return new StoredBackup(repository, manifest, Optional.empty(), masterKey);
        }
        DataKey dataKey = dataKey(repository, manifest.target(), manifest.id(), masterKey.orElseThrow());
        return new StoredBackup(repository, manifest, Optional.of(dataKey), masterKey);
    }

    /**
     * Reads a backup's manifest, without its key.
     *
     * @throws IOException when there is none of that id, or it can't be trusted
     */
    public static Manifest manifest(Repository repository, String target, BackupId id, Optional<MasterKey> masterKey)
            throws IOException {
        byte[] bytes = read(repository, Manifest.folder(target, id) + Manifest.FILE_NAME, ManifestFile.MAX_BYTES);
        return ManifestFile.read(bytes, target, id, masterKey);
    }

    /** The ids of a target's backups, the newest first. */
    public static List<BackupId> ids(Repository repository, String target) throws IOException {
        return ListedBackup.in(repository, target).stream()
                .map(ListedBackup::id)
                .toList();
    }

    /** The newest backup of a target that can be opened; empty when there is none. */
    public static Optional<StoredBackup> newest(Repository repository, String target, Optional<MasterKey> masterKey)
            throws IOException {
        for (BackupId id : ids(repository, target)) {
            try {
                return Optional.of(open(repository, target, id, masterKey));
            } catch (IOException e) {
                LOG.warn("Backup {} of {} is passed over: {}", id, target, e.getMessage());
            }
        }
        return Optional.empty();
    }

    private static DataKey dataKey(Repository repository, String target, BackupId id, MasterKey masterKey)
            throws IOException {
        return KeyFile.open(keyFile(repository, target, id), id, masterKey);
    }

    /**
     * Checks a backup's key file, more strictly than who only wants to open it.
     *
     * @throws IOException when there is none, it does not open, or any byte of it was changed
     */
    public static void checkKey(Repository repository, String target, BackupId id, MasterKey masterKey)
            throws IOException {
        KeyFile.check(keyFile(repository, target, id), id, masterKey);
    }

    /**
     * Which master key opens a backup, as its key file says itself.
     *
     * @return empty when it says nothing of that form
     * @throws IOException when there is none, or it can't be read
     */
    public static Optional<String> openedBy(Repository repository, String target, BackupId id) throws IOException {
        return Optional.of(KeyFile.keyId(keyFile(repository, target, id), id)).filter(MasterKey::isId);
    }

    private static byte[] keyFile(Repository repository, String target, BackupId id) throws IOException {
        return read(repository, Manifest.folder(target, id) + WrappedKey.FILE_NAME, LARGEST_KEY_FILE);
    }

    /** An artifact's stored bytes, measured as they are read. */
    public MeasuredInputStream openStored(Artifact artifact, LongConsumer progress) throws IOException {
        return openStored(artifact, progress, repository::open);
    }

    /** The same for a large one that somebody waits for. */
    public MeasuredInputStream openQuickly(Artifact artifact, LongConsumer progress) throws IOException {
        return openStored(artifact, progress, repository::openQuickly);
    }

    /** How a repository's object is opened. */
    private interface Opening {
        InputStream open(String key) throws IOException;
    }

    private MeasuredInputStream openStored(Artifact artifact, LongConsumer progress, Opening opening)
            throws IOException {
        try {
            return new MeasuredInputStream(opening.open(manifest.folder() + artifact.name()), progress);
        } catch (NoSuchFileException e) {
            throw new IOException(
                    "Repository " + repository.id() + " has no " + artifact.name() + " of backup " + manifest.id()
                            + ", although the manifest names it. HINT: use another repository's copy.",
                    e);
        }
    }

    /** The list of a file set's paths. */
    public FileIndex index(FileSetIndex set) throws IOException {
        Artifact artifact = manifest.artifacts().stream()
                .filter(a -> a.name().equals(set.index()))
                .findFirst()
                .orElseThrow(() -> new IOException("The manifest of " + manifest.id() + " names no " + set.index()));
        return new FileIndex(plaintext(artifact, openStored(artifact, b -> {})));
    }

    /** A pack's stored bytes; it may be an older backup's. */
    public MeasuredInputStream openStored(Pack pack) throws IOException {
        return openStored(Borrowed.of(pack), b -> {});
    }

    /** An older backup's object, measured as it is read. */
    public MeasuredInputStream openStored(Borrowed object, LongConsumer progress) throws IOException {
        try {
            return new MeasuredInputStream(repository.open(object.key()), progress);
        } catch (NoSuchFileException e) {
            throw new IOException(
                    "Repository " + repository.id() + " has no " + object.key() + ", which backup " + manifest.id()
                            + " needs. HINT: use another repository's copy.",
                    e);
        }
    }

    /** A pack's tar. Closing the result closes {@code stored}. */
    public InputStream plaintext(Pack pack, InputStream stored) throws IOException {
        return plaintext(Borrowed.of(pack), stored);
    }

    /** What an older backup's object holds. Closing the result closes {@code stored}. */
    public InputStream plaintext(Borrowed object, InputStream stored) throws IOException {
        if (dataKey.isEmpty()) {
            return Plaintext.decompress(stored, object.plainBytes());
        }
        DataKey key = object.backupId().equals(manifest.id().value())
                ? dataKey.get()
                : dataKey(repository, object.target(), new BackupId(object.backupId()), masterKey.orElseThrow());
        byte[] associatedData = DataKey.associatedData(object.backupId(), object.name());
        return Plaintext.decompress(Plaintext.decrypt(stored, key.cipher(), associatedData), object.plainBytes());
    }

    /** From stored bytes to what was backed up. Closing the result closes {@code stored}. */
    public InputStream plaintext(Artifact artifact, InputStream stored) throws IOException {
        InputStream compressed = stored;
        if (dataKey.isPresent()) {
            byte[] associatedData = DataKey.associatedData(manifest.id().value(), artifact.name());
            compressed = Plaintext.decrypt(stored, dataKey.get().cipher(), associatedData);
        }
        return Plaintext.decompress(compressed, artifact.plainBytes());
    }

    /** A small object's bytes. */
    public static byte[] read(Repository repository, String key, int most) throws IOException {
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
