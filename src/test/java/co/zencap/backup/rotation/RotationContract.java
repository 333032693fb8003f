package co.zencap.backup.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.backup.BackupId;
import co.zencap.backup.backup.LegalHold;
import co.zencap.backup.backup.ManifestFile;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.files.FileIndex;
import co.zencap.backup.files.IndexCheck;
import co.zencap.backup.files.Pack;
import co.zencap.backup.files.PackCheck;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.postgres.Lsn;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.repository.StoredObject;
import co.zencap.backup.testing.Folders;
import co.zencap.backup.wal.WalArchive;
import co.zencap.backup.wal.WalPosition;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a change of the master key promises, of a local repository and one off site: dumps, files of older backups, the log. */
abstract class RotationContract {
    private static final Path EXAMPLE = Path.of("docs/example-repository");
    private static final String SEGMENT = "000000010000000000000002";
    private static final String CLUSTER = "7000000000000000001";
    private static final byte[] LOG = "what was logged".getBytes(StandardCharsets.UTF_8);
    static final MasterKey OLD = MasterKey.parse("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");

    /** What hangs on the key in the example and in the log: three keys, three manifests, a hold, the log's key and position. */
    private static final int KEYED = 9;

    @TempDir
    Path folder;

    private final MasterKey fresh = MasterKey.parse(MasterKey.generate());
    private final MasterKey both = fresh.withOlder(List.of(OLD));
    private LocalRepository local;
    private Repository offsite;

    /** An empty repository off site. */
    abstract Repository empty() throws IOException;

    @BeforeEach
    void store() throws Exception {
        local = new LocalRepository(folder.resolve("local"));
        for (Path file : Folders.files(EXAMPLE)) {
            Path place = local.path("" + EXAMPLE.relativize(file));
            Files.createDirectories(place.getParent());
            Files.copy(file, place);
        }
        WalArchive log = WalArchive.openOrBegin(local, "shop-base", CLUSTER, Optional.of(OLD));
        log.store(SEGMENT, LOG);
        log.position(new WalPosition(
                1, "shop-base", CLUSTER, 1, new Lsn(0x3000000), Instant.parse("2026-11-26T08:00:00Z"), 16 << 20));
        offsite = empty();
        try (var objects = local.list("")) {
            for (StoredObject object : objects.toList()) {
                offsite.putIfAbsent(object.key(), Files.readAllBytes(local.path(object.key())));
            }
        }
    }

    @Test
    void theNewKeyAloneOpensEverythingAndNoArtifactIsTouched() throws Exception {
        Map<String, String> before = artifacts(local);

        RotationReport first = pass(both, true, local, offsite);
        RotationReport proof = pass(both, true, local, offsite);

        assertThat(first.changed()).isEqualTo(2 * KEYED);
        assertThat(first.isProof()).isFalse();
        assertThat(first.released()).isEmpty();
        assertThat(proof.changed()).isZero();
        assertThat(proof.isProof()).isTrue();
        assertThat(proof.released()).containsExactly(OLD.id());
        assertThat(proof.uses().get("local")).containsOnlyKeys(fresh.id());
        assertThat(proof.uses().get(offsite.id()).get(fresh.id())).isEqualTo(new RotationReport.Uses(3, 1, 5));
        for (Repository repository : List.of(local, offsite)) {
            requireReadable(repository, fresh);
            assertThatThrownBy(() -> requireReadable(repository, OLD))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("was not signed with key " + OLD.id());
            assertThat(artifacts(repository)).isEqualTo(before);
        }
    }

    /** So that a backup that goes off site later finds there what it expects. */
    @Test
    void allRepositoriesGetTheSameBytes() throws Exception {
        pass(both, true, local);
        pass(both, true, local, offsite);

        assertThat(keyed(offsite)).isEqualTo(keyed(local));
    }

    @Test
    void aRunThatIsKilledAtAnyWriteLosesNothingAndIsSimplyBegunAgain() throws Exception {
        int runs = 0;
        for (boolean before : List.of(true, false)) {
            for (int write = 1; write <= KEYED; write++) {
                // Each run goes on from where the one before it was killed, back and forth between the two keys.
                MasterKey from = runs % 2 == 0 ? OLD : fresh;
                MasterKey to = runs % 2 == 0 ? fresh : OLD;
                MasterKey key = to.withOlder(List.of(from));
                var dying = new DyingRepository(local, write, before);
                assertThatThrownBy(() -> pass(key, true, dying, offsite)).isInstanceOf(DyingRepository.Killed.class);
                assertThat(dying.hasDied()).isTrue();
                for (Repository repository : List.of(local, offsite)) {
                    requireReadable(repository, key);
                    requireReadable(repository, from.withOlder(List.of(to)));
                }
                pass(key, true, local, offsite);
                assertThat(pass(key, true, local, offsite).released()).containsExactly(from.id());
                requireReadable(local, to);
                requireReadable(offsite, to);
                assertThat(keyed(offsite)).isEqualTo(keyed(local));
                runs++;
            }
        }
        assertThat(runs).isEqualTo(2 * KEYED);
    }

    @Test
    void aLookChangesNothing() throws Exception {
        Map<String, String> before = keyed(local);

        RotationReport report = pass(both, false, local, offsite);

        assertThat(report.due()).isEqualTo(2 * KEYED);
        assertThat(report.changed()).isZero();
        assertThat(report.released()).isEmpty();
        assertThat(report.uses().get("local")).containsOnly(Map.entry(OLD.id(), new RotationReport.Uses(3, 1, 5)));
        assertThat(keyed(local)).isEqualTo(before);
    }

    /** Else whoever can write to the repository would have his work signed by the next change of the key. */
    @Test
    void whatWasChangedIsNotSignedAnewAndKeepsTheOldKeyNeeded() throws Exception {
        BackupId id = StoredBackup.ids(local, "shop").get(0);
        String manifest = "shop/" + id + "/manifest.json";
        byte[] forged = Files.readString(local.path(manifest))
                .replace("\"shop\"", "\"shot\"")
                .getBytes();
        local.replace(manifest, forged);
        String key = "uploads/" + StoredBackup.ids(local, "uploads").get(0) + "/key.json";
        local.replace(
                key,
                Files.readString(local.path(key))
                        .replaceFirst("\"wrapped\":\"..", "\"wrapped\":\"00")
                        .getBytes());
        Files.writeString(local.path("shop/" + id + "/.put-1.tmp"), "of a write that was killed");

        pass(both, true, local, offsite);
        RotationReport report = pass(both, true, local, offsite);

        assertThat(report.left()).isEqualTo(2);
        assertThat(report.isProof()).isFalse();
        assertThat(report.released()).isEmpty();
        assertThat(String.join("\n", report.stranded()))
                .contains("local " + manifest, "was changed", "local " + key, "does not open");
        assertThat(Files.readAllBytes(local.path(manifest))).isEqualTo(forged);
        requireReadable(offsite, fresh);
    }

    @Test
    void anotherKeyThanThatOfTheBackupsChangesNothing() throws Exception {
        Map<String, String> before = keyed(local);
        MasterKey wrong = fresh.withOlder(List.of(MasterKey.parse(MasterKey.generate())));

        RotationReport report = pass(wrong, true, local);

        assertThat(report.changed()).isZero();
        assertThat(report.left()).isEqualTo(KEYED);
        assertThat(report.released()).isEmpty();
        assertThat(keyed(local)).isEqualTo(before);
    }

    private RotationReport pass(MasterKey key, boolean change, Repository... repositories) throws IOException {
        RunningOperation operation = new Operations(Clock.systemUTC(), o -> {}).begin(Kind.KEY_ROTATION, "test", null);
        return new KeyRotation(List.of(repositories), key).pass(operation, change);
    }

    /** Everything there is, to the last byte, as a recovery reads it. */
    private static void requireReadable(Repository repository, MasterKey masterKey) throws IOException {
        Optional<MasterKey> key = Optional.of(masterKey);
        var all = new ArrayList<StoredBackup>();
        for (String target : List.of("shop", "uploads")) {
            for (BackupId id : StoredBackup.ids(repository, target)) {
                all.add(StoredBackup.open(repository, target, id, key));
                StoredBackup.checkKey(repository, target, id, masterKey);
            }
        }
        assertThat(all).hasSize(3);
        for (StoredBackup backup : all) {
            for (var artifact : backup.manifest().artifacts()) {
                try (var plain = backup.plaintext(artifact, backup.openStored(artifact, read -> {}))) {
                    assertThat(plain.transferTo(OutputStream.nullOutputStream()))
                            .isEqualTo(artifact.plainBytes());
                }
            }
            for (var set : backup.manifest().fileSets()) {
                try (FileIndex index = backup.index(set)) {
                    IndexCheck.read(index, set);
                }
                for (Pack pack : set.packs()) {
                    try (var plain = backup.plaintext(pack, backup.openStored(pack))) {
                        assertThat(PackCheck.read(plain)).isPositive();
                    }
                }
            }
        }
        BackupId held = StoredBackup.ids(repository, "uploads").get(1);
        assertThat(LegalHold.read(repository, "uploads", held, key).reason()).isEqualTo("case 4711");
        WalArchive log = WalArchive.open(repository, "shop-base", CLUSTER, key);
        assertThat(log.read(SEGMENT)).contains(LOG);
        assertThat(log.position()).isPresent();
    }

    private static Map<String, String> keyed(Repository repository) throws IOException {
        return objects(repository, true);
    }

    private static Map<String, String> artifacts(Repository repository) throws IOException {
        return objects(repository, false);
    }

    private static Map<String, String> objects(Repository repository, boolean keyed) throws IOException {
        var found = new TreeMap<String, String>();
        try (var objects = repository.list("")) {
            for (StoredObject object : objects.toList()) {
                if (object.key().endsWith(".json") == keyed) {
                    byte[] bytes = StoredBackup.read(repository, object.key(), ManifestFile.MAX_BYTES);
                    found.put(object.key(), new String(bytes, StandardCharsets.ISO_8859_1));
                }
            }
        }
        return found;
    }
}
