package co.zencap.backup.verify;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.backup.BackupId;
import co.zencap.backup.backup.Borrowed;
import co.zencap.backup.backup.LegalHold;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.backup.Manifest.Kind;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.demo.EmbeddedS3;
import co.zencap.backup.files.Pack;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.repository.S3Connection;
import co.zencap.backup.repository.S3Repository;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.repository.StoredObject;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.S3MockServer;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A single byte that is not what it was, anywhere in any object of a real backup, in any repository: verification finds it
 * and names that object and no other. Bytes are changed on the servers' own disks, behind their backs.
 */
class BitRotTest {
    private static final long SEED = Long.getLong("zencap.seed", System.nanoTime());

    @TempDir
    static Path folder;

    private static final Map<String, Repository> REPOSITORIES = new HashMap<>();
    private static final Map<String, Path> DISKS = new HashMap<>();
    private static final List<Closeable> SERVERS = new ArrayList<>();

    private static final Random NOISE = new Random(SEED);

    private static Settings settings;
    private static BackupVerifier verifier;
    private static Manifest older;
    private static Manifest backup;

    private final Random random = new Random(SEED);

    @BeforeAll
    static void backUp() throws Exception {
        System.out.println("Seed of the positions: -Dzencap.seed=" + SEED);
        var source = TestCluster.createDatabase();
        Databases.fill(source);
        Path uploads = Files.createDirectories(folder.resolve("uploads"));
        Files.write(uploads.resolve("old.xlsx"), noise(50_000));
        var variables = Map.of(
                "POSTGRES_URL_NON_POOLING",
                Databases.text(source),
                "BACKUP_CATALOG_URL",
                Databases.text(TestCluster.createDatabase()),
                "BACKUP_FILE_SETS",
                "uploads=" + uploads,
                "BACKUP_TEST_AFTER_BACKUP",
                "false");
        try (var service = TestService.start(folder, variables)) {
            settings = service.settings();
            String first = backUp(service);
            Files.write(uploads.resolve("new.xlsx"), noise(50_000));
            String second = backUp(service);
            var local = new LocalRepository(settings.localDir());
            older = StoredBackup.manifest(
                    local, settings.fullTarget().value(), new BackupId(first), settings.masterKey());
            backup = StoredBackup.manifest(
                    local, settings.fullTarget().value(), new BackupId(second), settings.masterKey());
            hold(local);
        }
        verifier = new BackupVerifier(
                settings.masterKey(), new ArchiveLister(settings.postgresBin(), settings.workDir()), Clock.systemUTC());
        REPOSITORIES.put("local", new LocalRepository(settings.localDir()));
        DISKS.put("local", settings.localDir());
        EmbeddedS3 embedded = EmbeddedS3.start(folder.resolve("embedded"), 0, "backups");
        SERVERS.add(embedded);
        copy("embedded", S3TestSettings.of(embedded));
        S3MockServer mock = S3MockServer.start(folder.resolve("mock"), "backups");
        SERVERS.add(0, mock);
        copy("mock", S3TestSettings.of(mock));
    }

    private static String backUp(TestService service) {
        Operation operation = service.backup(Kind.FULL, settings.fullTarget().value());
        assertThat(operation.problem()).isNull();
        assertThat(operation.state()).isEqualTo(State.SUCCEEDED);
        service.awaitProof(operation.id());
        return operation.backupId();
    }

    private static void hold(Repository local) throws IOException {
        var hold = new LegalHold(
                LegalHold.FORMAT_VERSION, backup.target(), backup.id().value(), "audit", "somebody", Instant.now());
        local.replace(LegalHold.key(backup.target(), backup.id()), hold.write(settings.masterKey()));
    }

    private static void copy(String name, S3TestSettings server) throws IOException {
        var connection = new S3Connection(server.prefix("zencap"), Clock.systemUTC());
        SERVERS.add(0, connection);
        var repository = new S3Repository(connection);
        for (StoredObject object : objects("local", "")) {
            try (var in = REPOSITORIES.get("local").open(object.key())) {
                repository.replace(object.key(), in.readAllBytes());
            }
        }
        REPOSITORIES.put(name, repository);
        DISKS.put(name, folder.resolve(name));
    }

    @AfterAll
    static void stop() throws IOException {
        for (Closeable server : SERVERS) {
            server.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "embedded", "mock"})
    void anyByteOfAnyObject(String repository) throws IOException {
        assertThat(broken(repository)).isEmpty();
        var kinds = new TreeSet<String>();
        for (StoredObject object : objects(repository, backup.folder())) {
            String name = name(object);
            kinds.add(name.replaceAll(".*?(dump|globals|structure|index|tar|key|manifest|hold).*", "$1"));
            Path file = onDisk(repository, object);
            byte[] good = Files.readAllBytes(file);
            for (int position : positions(good.length, repository.equals("local") ? 12 : 4)) {
                byte[] bad = good.clone();
                bad[position] ^= (byte) (1 + random.nextInt(255));
                Files.write(file, bad);
                assertThat(broken(repository))
                        .as("byte %d of %s in %s, seed %d", position, name, repository, SEED)
                        .containsExactly(name);
            }
            Files.write(file, good);
        }
        assertThat(kinds).containsExactly("dump", "globals", "hold", "index", "key", "manifest", "structure", "tar");
        assertThat(broken(repository)).isEmpty();
    }

    /** Of a backup that retention has deleted, others may need packs and key; nobody else reads those. */
    @ParameterizedTest
    @ValueSource(strings = {"local", "embedded"})
    void anyByteOfWhatIsLeftOfADeletedBackup(String repository) throws IOException {
        List<Borrowed> borrowed = backup.borrowed();
        assertThat(borrowed).isNotEmpty();
        Repository store = REPOSITORIES.get(repository);
        byte[] manifest = bytes(store, older.folder() + Manifest.FILE_NAME);
        store.delete(older.folder() + Manifest.FILE_NAME);
        var keys = new ArrayList<>(borrowed.stream().map(Borrowed::key).toList());
        keys.add(older.folder() + "key.json");
        try {
            for (String key : keys) {
                byte[] good = bytes(store, key);
                for (int position : positions(good.length, 6)) {
                    byte[] bad = good.clone();
                    bad[position] ^= (byte) (1 + random.nextInt(255));
                    store.replace(key, bad);
                    assertThat(broken(repository))
                            .as("byte %d of %s in %s, seed %d", position, key, repository, SEED)
                            .containsExactly(key);
                }
                store.delete(key);
                assertThat(broken(repository)).containsExactly(key);
                store.replace(key, good);
            }
        } finally {
            store.replace(older.folder() + Manifest.FILE_NAME, manifest);
        }
        assertThat(broken(repository)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "embedded"})
    void whatIsCutOffOrAppendedOrEmptyOrGone(String repository) throws IOException {
        Repository store = REPOSITORIES.get(repository);
        for (StoredObject object : objects(repository, backup.folder())) {
            String name = name(object);
            byte[] good = bytes(store, object.key());
            var changes = new LinkedHashMap<String, byte[]>();
            changes.put("the last byte cut off", Arrays.copyOf(good, good.length - 1));
            changes.put("cut off somewhere", Arrays.copyOf(good, random.nextInt(good.length)));
            changes.put("empty", new byte[0]);
            changes.put("a zero appended", Arrays.copyOf(good, good.length + 1));
            byte[] spaced = Arrays.copyOf(good, good.length + 1);
            spaced[good.length] = ' ';
            changes.put("a blank appended", spaced);
            byte[] twice = Arrays.copyOf(good, good.length * 2);
            System.arraycopy(good, 0, twice, good.length, good.length);
            changes.put("itself appended", twice);
            for (Map.Entry<String, byte[]> change : changes.entrySet()) {
                store.replace(object.key(), change.getValue());
                assertThat(broken(repository))
                        .as("%s: %s in %s, seed %d", name, change.getKey(), repository, SEED)
                        .containsExactly(name);
            }
            store.delete(object.key());
            // A release takes a hold away by deleting it.
            assertThat(broken(repository))
                    .as("no %s in %s", name, repository)
                    .isEqualTo(name.equals(LegalHold.FILE_NAME) ? List.of() : List.of(name));
            store.replace(object.key(), good);
        }
        assertThat(broken(repository)).isEmpty();
    }

    @Test
    void twoObjectsOfOneBackupThatChangedPlaces() throws IOException {
        Repository store = REPOSITORIES.get("local");
        List<String> names = backup.artifacts().stream().map(a -> a.name()).toList();
        for (int i = 1; i < names.size(); i++) {
            String one = backup.folder() + names.get(i - 1);
            String other = backup.folder() + names.get(i);
            byte[] first = bytes(store, one);
            byte[] second = bytes(store, other);
            store.replace(one, second);
            store.replace(other, first);
            assertThat(broken("local")).containsExactly(names.get(i - 1), names.get(i));
            store.replace(one, first);
            store.replace(other, second);
        }
    }

    /** Everything of the other backup is genuine, and of the same key; the sizes are often the same too. */
    @Test
    void anOlderObjectUnderANewerName() throws IOException {
        Repository store = REPOSITORIES.get("local");
        for (StoredObject object : objects("local", backup.folder())) {
            String name = name(object);
            byte[] good = bytes(store, object.key());
            if (name.equals(LegalHold.FILE_NAME)
                    || objects("local", older.folder() + name).isEmpty()) {
                continue;
            }
            store.replace(object.key(), bytes(store, older.folder() + name));
            assertThat(broken("local")).as(name).containsExactly(name);
            store.replace(object.key(), good);
        }
        assertThat(broken("local")).isEmpty();
    }

    /** Of the same size, made with the same key, each a whole pack. */
    @Test
    void anotherBackupsPackOfTheSameSize() throws IOException {
        Repository store = REPOSITORIES.get("local");
        Pack old = pack(older);
        Pack young = pack(backup);
        byte[] good = bytes(store, young.key());
        // Packs of as much content differ by a byte at most.
        store.replace(young.key(), Arrays.copyOf(bytes(store, old.key()), good.length));
        assertThat(broken("local")).containsExactly(young.name());
        store.replace(young.key(), good);
    }

    private static Pack pack(Manifest manifest) {
        return manifest.fileSets().stream()
                .flatMap(set -> set.packs().stream())
                .filter(pack -> pack.backupId().equals(manifest.id().value())
                        && pack.name().startsWith("uploads"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everythingOfAnOlderBackupUnderANewerName() throws IOException {
        Repository store = REPOSITORIES.get("local");
        var kept = new HashMap<String, byte[]>();
        for (StoredObject object : objects("local", backup.folder())) {
            kept.put(object.key(), bytes(store, object.key()));
        }
        for (StoredObject object : objects("local", older.folder())) {
            store.replace(backup.folder() + name(object), bytes(store, object.key()));
        }
        assertThat(verify("local").failures()).contains("moved or copied");
        for (StoredObject object : objects("local", backup.folder())) {
            store.delete(object.key());
        }
        for (Map.Entry<String, byte[]> object : kept.entrySet()) {
            store.replace(object.getKey(), object.getValue());
        }
        assertThat(broken("local")).isEmpty();
    }

    private static List<String> broken(String repository) throws IOException {
        Verification verification = verify(repository);
        assertThat(verification.isConclusive()).isTrue();
        return verification.checks().stream()
                .filter(check -> !check.passed())
                .map(check -> check.name().split(" ")[0])
                .distinct()
                .toList();
    }

    private static Verification verify(String repository) throws IOException {
        return verifier.verify(REPOSITORIES.get(repository), backup.target(), backup.id(), bytes -> {});
    }

    /** First, last, and others. */
    private List<Integer> positions(int length, int others) {
        var positions = new ArrayList<>(List.of(0, length - 1));
        random.ints(others, 0, length).forEach(positions::add);
        return positions;
    }

    private static List<StoredObject> objects(String repository, String prefix) throws IOException {
        try (var objects = REPOSITORIES.get(repository).list(prefix)) {
            return objects.toList();
        }
    }

    private static byte[] bytes(Repository repository, String key) throws IOException {
        try (var in = repository.open(key)) {
            return in.readAllBytes();
        }
    }

    private static String name(StoredObject object) {
        return object.key().substring(object.key().lastIndexOf('/') + 1);
    }

    /** Where the server keeps an object: the file with its content. */
    private static Path onDisk(String repository, StoredObject object) throws IOException {
        byte[] content = bytes(REPOSITORIES.get(repository), object.key());
        try (var files = Files.walk(DISKS.get(repository))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.size(file) == content.length && Arrays.equals(Files.readAllBytes(file), content)) {
                    return file;
                }
            }
        }
        throw new AssertionError("No file holds " + object.key());
    }

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        NOISE.nextBytes(bytes);
        return bytes;
    }
}
