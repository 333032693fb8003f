package co.zencap.backup.backup;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.files.FileIndex;
import co.zencap.backup.files.IndexCheck;
import co.zencap.backup.files.Pack;
import co.zencap.backup.files.PackCheck;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.postgres.archive.FingerprintTap;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.testing.Folders;
import co.zencap.backup.testing.PythonScripts;
import co.zencap.backup.testing.PythonScripts.Ended;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The repository that docs/repository-format.md shows stays readable: whatever becomes of this program, it reads what was
 * written in format version 1. Never make the example anew to make this pass.
 */
class ExampleRepositoryTest {
    private static final Path EXAMPLE = Path.of("docs/example-repository");
    private static final Path PAGE = Path.of("docs/repository-format.md");
    private static final String KEY = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    @TempDir
    Path folder;

    private final Optional<MasterKey> key = Optional.of(MasterKey.parse(KEY));
    private LocalRepository repository;

    @BeforeEach
    void copy() throws Exception {
        for (Path file : Folders.files(EXAMPLE)) {
            Path place = folder.resolve("" + EXAMPLE.relativize(file));
            Files.createDirectories(place.getParent());
            Files.copy(file, place);
        }
        repository = new LocalRepository(folder);
    }

    @Test
    void theDumpHasTheFingerprintOfItsManifest() throws Exception {
        StoredBackup backup = only("shop", 0);
        Artifact dump = backup.manifest().artifact(Artifact.Role.DATABASE).orElseThrow();

        try (var plain = backup.plaintext(dump, backup.openStored(dump, read -> {}));
                var tap = new FingerprintTap(OutputStream.nullOutputStream())) {
            assertThat(plain.transferTo(tap)).isEqualTo(dump.plainBytes());
            assertThat(backup.manifest()
                            .fingerprint()
                            .orElseThrow()
                            .differences(tap.result().fingerprint()))
                    .isEmpty();
        }
        StoredBackup.checkKey(repository, "shop", backup.manifest().id(), key.orElseThrow());
    }

    @Test
    void theFilesOfBothBackupsAreWhole() throws Exception {
        for (int i : List.of(0, 1)) {
            StoredBackup backup = only("uploads", i);
            var set = backup.manifest().fileSets().get(0);
            try (FileIndex index = backup.index(set)) {
                IndexCheck.read(index, set);
            }
            for (Pack pack : set.packs()) {
                try (var plain = backup.plaintext(pack, backup.openStored(pack))) {
                    assertThat(PackCheck.read(plain)).isPositive();
                }
            }
        }
        assertThat(only("uploads", 0).manifest().borrowed()).hasSize(2);
    }

    @Test
    void theHoldIsGenuine() throws Exception {
        BackupId held = only("uploads", 1).manifest().id();

        assertThat(LegalHold.read(repository, "uploads", held, key).reason()).isEqualTo("case 4711");
    }

    @Test
    void thePageShowsWhatTheExampleHas() throws Exception {
        String page = Files.readString(PAGE);
        StoredBackup backup = only("shop", 0);
        String place = backup.manifest().folder();
        byte[] dump = Files.readAllBytes(EXAMPLE.resolve(place + "database.dump.zst.enc"));

        assertThat(page)
                .contains("master key       " + KEY)
                .contains("key id           " + key.orElseThrow().id())
                .contains(Files.readString(EXAMPLE.resolve(place + "key.json")))
                .contains(Files.readString(EXAMPLE.resolve(
                        "uploads/" + only("uploads", 1).manifest().id() + "/hold.json")));
        var hex = new StringBuilder();
        for (int i = 0; i < 72; i++) {
            hex.append(i % 16 > 0 ? " " : String.format("%s%08x  ", i > 0 ? "\n" : "", i))
                    .append(String.format("%02x", dump[i]));
        }
        assertThat(page).contains(hex);
        assertThat(Pattern.compile("hmac +([0-9a-f]{64})").matcher(page).results())
                .singleElement()
                .satisfies(digits -> assertThat(Files.readString(EXAMPLE.resolve(place + "manifest.json")))
                        .contains("\"" + digits.group(1) + "\""));
    }

    @Test
    void theScriptReadsItToo() throws Exception {
        PythonScripts python = PythonScripts.find();
        StoredBackup backup = only("uploads", 0);

        Ended ended = python.run(
                Map.of("BACKUP_ENCRYPTION_KEY", KEY),
                "restore-without-zencap.py",
                "files",
                EXAMPLE.toString(),
                "uploads",
                backup.manifest().id().value(),
                "uploads",
                folder.resolve("files").toString());

        assertThat(ended.err()).isEmpty();
        assertThat(folder.resolve("files/srv/uploads/reports/q1.csv")).hasContent("quarter,total\n1,100");
        assertThat(folder.resolve("files/srv/uploads/link")).isSymbolicLink();
    }

    private StoredBackup only(String target, int newest) throws Exception {
        return StoredBackup.open(
                repository, target, StoredBackup.ids(repository, target).get(newest), key);
    }
}
