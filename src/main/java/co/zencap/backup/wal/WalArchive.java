package co.zencap.backup.wal;

import co.zencap.backup.backup.KeyFile;
import co.zencap.backup.key.DataKey;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.key.WrappedKey;
import co.zencap.backup.postgres.WalSegment;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.repository.StoredObject;
import co.zencap.backup.stream.EncryptedPayload;
import co.zencap.backup.stream.Payload;
import co.zencap.backup.stream.Plaintext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The write-ahead log of one cluster in one repository. What is whole is written once and never changed; only what is not
 * whole yet, and how far the log reaches, are replaced. Thread-safe.
 */
public final class WalArchive {
    /** More than a segment of the sizes that are usual; each is held in memory. */
    public static final long LARGEST_SEGMENT = 64L << 20;

    /** No target has a dot in its name, and a list of base backups does not go through their log. */
    private static final String FOLDER = ".wal/";

    private static final String COMPRESSED = ".zst";
    private static final String ENCRYPTED = ".enc";
    private static final int LARGEST_KEY_FILE = 1 << 16;

    private final Repository repository;
    private final String target;
    private final String systemIdentifier;
    private final Optional<MasterKey> masterKey;
    private final Optional<DataKey> key;

    private WalArchive(
            Repository repository,
            String target,
            String systemIdentifier,
            Optional<MasterKey> masterKey,
            Optional<DataKey> key) {
        this.repository = repository;
        this.target = target;
        this.systemIdentifier = systemIdentifier;
        this.masterKey = masterKey;
        this.key = key;
    }

    /**
     * To read what is there, or to add to it.
     *
     * @param target that of the base backups
     * @param systemIdentifier the cluster's own number
     * @param masterKey empty: nothing is encrypted
     * @throws NoSuchFileException when there is no log of this cluster
     */
    public static WalArchive open(
            Repository repository, String target, String systemIdentifier, Optional<MasterKey> masterKey)
            throws IOException {
        requireNumber(systemIdentifier);
        if (masterKey.isEmpty()) {
            return new WalArchive(repository, target, systemIdentifier, masterKey, Optional.empty());
        }
        String place = target + FOLDER + systemIdentifier + "/" + WrappedKey.FILE_NAME;
        byte[] wrapped;
        try (InputStream in = repository.open(place)) {
            wrapped = in.readNBytes(LARGEST_KEY_FILE);
        }
        DataKey key = KeyFile.open(wrapped, id(systemIdentifier), masterKey.get());
        return new WalArchive(repository, target, systemIdentifier, masterKey, Optional.of(key));
    }

    /** The same; where there is no log of this cluster yet it is begun. */
    public static WalArchive openOrBegin(
            Repository repository, String target, String systemIdentifier, Optional<MasterKey> masterKey)
            throws IOException {
        try {
            return open(repository, target, systemIdentifier, masterKey);
        } catch (NoSuchFileException e) {
            putKey(repository, target, systemIdentifier, masterKey.orElseThrow(), DataKey.random());
            return open(repository, target, systemIdentifier, masterKey);
        }
    }

    /** Another may have been quicker: then the key is theirs. */
    private static void putKey(
            Repository repository, String target, String systemIdentifier, MasterKey masterKey, DataKey key)
            throws IOException {
        WrappedKey wrapped = masterKey.wrap(key, id(systemIdentifier));
        repository.putIfAbsent(target + FOLDER + systemIdentifier + "/" + WrappedKey.FILE_NAME, KeyFile.write(wrapped));
    }

    /**
     * Sees to it that the key by which this is encrypted is stored: one that was deleted is put back, so that what was stored
     * since can be read as well.
     *
     * @return this one while nothing has changed; else what to go on with: all that was stored may be gone
     */
    WalArchive withKeyThere() throws IOException {
        if (key.isEmpty()) {
            return this;
        }
        try {
            WalArchive there = open(repository, target, systemIdentifier, masterKey);
            return there.key.orElseThrow().matches(key.get()) ? this : there;
        } catch (NoSuchFileException e) {
            putKey(repository, target, systemIdentifier, masterKey.orElseThrow(), key.get());
            return open(repository, target, systemIdentifier, masterKey);
        }
    }

    /** The numbers of the clusters whose log lies in a repository. */
    public static Set<String> clusters(Repository repository, String target) throws IOException {
        try (Stream<StoredObject> objects = repository.list(target + FOLDER)) {
            return objects.map(object -> object.key().split("/"))
                    .filter(parts -> parts.length == 3 && parts[1].matches("\\d{1,20}"))
                    .map(parts -> parts[1])
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (UncheckedIOException e) {
            throw e.getCause(); // of a later page
        }
    }

    private static void requireNumber(String systemIdentifier) {
        if (!systemIdentifier.matches("\\d{1,20}")) {
            throw new IllegalArgumentException("A cluster's number has up to 20 digits and nothing else.");
        }
    }

    private static String id(String systemIdentifier) {
        return "wal-" + systemIdentifier;
    }

    public Repository repository() {
        return repository;
    }

    /**
     * Stores a file that is whole.
     *
     * @return false when the same content was there already
     * @throws WalConflict when other content of that name is there
     */
    public boolean store(String name, byte[] content) throws IOException {
        return store(name, WalContent.compress(content), () -> content);
    }

    /** The same of a file that others take as well. */
    boolean store(String name, WalContent content) throws IOException {
        return store(name, content.compressed(), content::plain);
    }

    /** What was compressed, as it was before. */
    private interface Plain {
        byte[] bytes() throws IOException;
    }

    private boolean store(String name, byte[] compressed, Plain plain) throws IOException {
        if (repository.putIfAbsent(place(name), sealed(name, compressed))) {
            return true;
        }
        byte[] there = read(name)
                .orElseThrow(() -> new IOException("The log's " + name + " went away while it was compared."));
        if (!Arrays.equals(there, plain.bytes())) {
            throw new WalConflict(name, repository.id());
        }
        return false;
    }

    /** Stores what is there of a segment that is not whole yet, in place of what was there before. */
    public void storePartial(String segment, byte[] content) throws IOException {
        String name = segment + WalSegment.PARTIAL;
        repository.replace(place(name), sealed(name, WalContent.compress(content)));
    }

    /** Whether more of a segment is stored than this beginning of it, which is filled up with zeros. */
    boolean holdsMore(String segment, byte[] content) throws IOException {
        return read(segment).isPresent()
                || read(segment + WalSegment.PARTIAL)
                        .filter(there -> filled(there) > filled(content))
                        .isPresent();
    }

    private static int filled(byte[] content) {
        int end = content.length;
        while (end > 0 && content[end - 1] == 0) {
            end--;
        }
        return end;
    }

    /** Forgets what was stored of a segment before it was whole; where nothing is deleted it stays beside the whole one. */
    public void dropPartial(String segment) throws IOException {
        if (repository.mayDelete()) {
            delete(segment + WalSegment.PARTIAL);
        }
    }

    void delete(String name) throws IOException {
        repository.delete(place(name));
    }

    /** A file's content; empty when it is not there. */
    public Optional<byte[]> read(String name) throws IOException {
        try (InputStream stored = repository.open(place(name))) {
            InputStream compressed = stored;
            if (key.isPresent()) {
                compressed = Plaintext.decrypt(stored, key.get().cipher(), associatedData(stored(name)));
            }
            byte[] content = Plaintext.decompress(compressed).readNBytes((int) LARGEST_SEGMENT + 1);
            if (content.length > LARGEST_SEGMENT) {
                throw new IOException("The log's " + name + " is larger than any file of it can be.");
            }
            return Optional.of(content);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** The names of all files, those of the log's branches one after the other, each in its order. */
    public Set<String> names() throws IOException {
        return files().keySet();
    }

    /** All files as the repository lists them, by their names, in the same order. */
    public SortedMap<String, StoredObject> files() throws IOException {
        String folder = target + FOLDER + systemIdentifier + "/";
        String suffix = stored("");
        var files = new TreeMap<String, StoredObject>();
        try (Stream<StoredObject> objects = repository.list(folder)) {
            objects.filter(object -> object.key().endsWith(suffix)).forEach(object -> {
                String name =
                        object.key().substring(folder.length(), object.key().length() - suffix.length());
                if (WalSegment.isFile(name)) {
                    files.put(name, object);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause(); // of a later page
        }
        return files;
    }

    /** How far the log reaches; empty when nobody has said so yet. */
    public Optional<WalPosition> position() throws IOException {
        String place = target + FOLDER + systemIdentifier + "/" + WalPosition.FILE_NAME;
        try (InputStream in = repository.open(place)) {
            return Optional.of(WalPosition.read(in, target, systemIdentifier, masterKey));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Says how far the log reaches. */
    public void position(WalPosition position) throws IOException {
        repository.replace(target + FOLDER + systemIdentifier + "/" + WalPosition.FILE_NAME, position.write(masterKey));
    }

    private String place(String name) {
        if (!WalSegment.isFile(name)) {
            throw new IllegalArgumentException("'" + name.replaceAll("[^ -~]", "?")
                    + "' is no name that PostgreSQL gives to a file of its write-ahead log.");
        }
        return target + FOLDER + systemIdentifier + "/" + stored(name);
    }

    private String stored(String name) {
        return name + COMPRESSED + (key.isPresent() ? ENCRYPTED : "");
    }

    private byte[] associatedData(String stored) {
        return DataKey.associatedData(id(systemIdentifier), stored);
    }

    private byte[] sealed(String name, byte[] compressed) throws IOException {
        if (key.isEmpty()) {
            return compressed;
        }
        var bytes = new ByteArrayOutputStream(compressed.length + 1024);
        try (Payload payload =
                new EncryptedPayload(Payload.of(compressed), key.get().cipher(), associatedData(stored(name)))) {
            payload.writeTo(bytes);
        }
        return bytes.toByteArray();
    }

    @Override
    public String toString() {
        return "the log of cluster " + systemIdentifier + " in " + repository.id();
    }
}
