package co.zencap.backup.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.files.FileSetIndex;
import co.zencap.backup.files.Pack;
import co.zencap.backup.json.Json;
import co.zencap.backup.key.DataKey;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.postgres.Lsn;
import co.zencap.backup.postgres.Tablespace;
import co.zencap.backup.testing.Hostile;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whoever may write to a repository may write any document there. Without a key nothing shows who wrote it: it must then be
 * whole, of this place, and name nothing outside of its own folder.
 */
class HostileDocumentsTest {
    private static final BackupId ID = new BackupId("20261124T093015Z-1f9c02");
    private static final String SECRET = MasterKey.generate();
    private static final MasterKey KEY = MasterKey.parse(SECRET);

    @Test
    void aManifestIsWholeOrRefused() {
        JsonNode whole = Json.MAPPER.valueToTree(manifest());
        Hostile.tries(1000, input -> {
            byte[] bytes = input.json(whole).getBytes(StandardCharsets.UTF_8);
            try {
                use(ManifestFile.read(bytes, "shop", ID, Optional.empty()));
            } catch (IOException e) {
                Hostile.requireFit(e, SECRET);
            }
        });
    }

    @Test
    void aManifestOfAnyBytesIsWholeOrRefused() {
        byte[] whole = ManifestFile.write(manifest(), Optional.empty());
        Hostile.tries(800, input -> {
            byte[] bytes = input.changed(whole);
            try {
                use(ManifestFile.read(bytes, "shop", ID, Optional.empty()));
            } catch (IOException e) {
                Hostile.requireFit(e);
            }
        });
    }

    /** What a service does with one before anything of it was proved. */
    private static void use(Manifest manifest) {
        assertThat(manifest.ref().id()).isEqualTo(ID.value());
        assertThat(manifest.folder()).isEqualTo("shop/" + ID + "/");
        assertThat(manifest.plainBytes() + manifest.storedBytes()).isNotNull();
        for (Artifact artifact : manifest.artifacts()) {
            assertThat(artifact.name()).doesNotContain("/").doesNotStartWith(".");
            assertThat(artifact.sha256()).matches("[0-9a-f]{64}");
            assertThat(artifact.role()).isNotNull();
        }
        for (FileSetIndex set : manifest.fileSets()) {
            assertThat(set.set()).matches("[a-z0-9_-]+");
            assertThat(set.packs()).allMatch(pack -> pack.key().matches("[a-z0-9_-]+/[0-9TZa-f-]+/[A-Za-z0-9._-]+"));
        }
        assertThat(manifest.borrowed()).isNotNull();
        manifest.source().ifPresent(source -> assertThat(source.database()).isNotNull());
        manifest.source().ifPresent(source -> assertThat(source.serverMajor()).isNotNegative());
        assertThat(manifest.tools().pgDumpMajor()).isNotNegative();
        manifest.base()
                .ifPresent(base -> assertThat(base.end().reaches(base.start())).isNotNull());
        manifest.base().ifPresent(base -> assertThat(base.chain())
                .allMatch(tar -> tar.keyFile().matches("[a-z0-9_-]+/[0-9TZa-f-]+/key.json")));
        assertThat(manifest.borrowed())
                .allMatch(object -> object.key().matches("[a-z0-9_-]+/[0-9TZa-f-]+/[A-Za-z0-9._-]+"));
        assertThat(List.of(manifest.kind().word(), manifest.createdAt(), manifest.compression(), manifest.notes()))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "",
                "{}",
                "[]",
                "{\"formatVersion\":1,\"id\":\"20261124T093015Z-1f9c02\",\"target\":\"shop\"}"
            })
    void aDocumentThatIsNoManifestIsRefused(String text) {
        assertThatThrownBy(() -> ManifestFile.read(text.getBytes(StandardCharsets.UTF_8), "shop", ID, Optional.empty()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("manifest");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../other/20261124T093015Z-1f9c02/database.dump.zst", "a/b", "..", "", "/etc/passwd"})
    void anArtifactLiesInTheBackupsOwnFolder(String name) {
        var forged = (ObjectNode) Json.MAPPER.<JsonNode>valueToTree(manifest());
        ((com.fasterxml.jackson.databind.node.ObjectNode)
                        forged.path("artifacts").get(0))
                .put("name", name);
        assertThatThrownBy(() -> ManifestFile.read(
                        forged.toString().getBytes(StandardCharsets.UTF_8), "shop", ID, Optional.empty()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("HINT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../other/base.tar.zst", "a/b", "..", ""})
    void whatABaseBackupBuildsOnLiesInABackupsFolder(String name) {
        for (String part : List.of("name", "target", "backupId")) {
            var forged = (ObjectNode) Json.MAPPER.<JsonNode>valueToTree(manifest());
            ((ObjectNode) forged.at("/base/chain/0")).put(part, name);
            assertThatThrownBy(() -> ManifestFile.read(
                            forged.toString().getBytes(StandardCharsets.UTF_8), "shop", ID, Optional.empty()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("HINT");
        }
    }

    @Test
    void aSignedManifestIsTheOneThatWasWrittenOrRefused() {
        byte[] whole = ManifestFile.write(manifest(), Optional.of(KEY));
        byte[] other = ManifestFile.write(manifest(), Optional.of(MasterKey.parse(MasterKey.generate())));
        Hostile.tries(800, input -> {
            byte[] bytes = input.chance(4) ? input.spliced(whole, other) : input.changed(whole);
            if (Arrays.equals(bytes, whole)) {
                return;
            }
            try {
                ManifestFile.read(bytes, "shop", ID, Optional.of(KEY));
                throw new AssertionError("It was taken for one of ours.");
            } catch (IOException e) {
                Hostile.requireFit(e, SECRET);
            }
        });
    }

    @Test
    void aKeyFileOpensTheOneKeyOrNone() throws IOException {
        byte[] whole = KeyFile.write(KEY.wrap(DataKey.random(), ID.value()));
        byte[] other = KeyFile.write(KEY.wrap(DataKey.random(), "20261124T093015Z-ffffff"));
        JsonNode document = Json.MAPPER.readTree(whole);
        Hostile.tries(1000, input -> {
            byte[] bytes =
                    switch (input.number(3)) {
                        case 0 -> input.spliced(whole, other);
                        case 1 -> input.changed(whole);
                        default -> input.json(document).getBytes(StandardCharsets.UTF_8);
                    };
            try {
                KeyFile.open(bytes, ID, KEY);
            } catch (IOException e) {
                Hostile.requireFit(e, SECRET, document.path("wrapped").asText());
            }
        });
        assertThatThrownBy(() -> KeyFile.open(other, ID, KEY)).isInstanceOf(IOException.class);
    }

    private static Manifest manifest() {
        String hash = "0123456789abcdef".repeat(4);
        var artifact = new Artifact("database.dump.zst", Artifact.Role.DATABASE, 10, 5, hash);
        var pack = new Pack(0, "shop", ID.value(), "uploads-0000.tar.zst", 10, 5, hash, 8, 8);
        var set = new FileSetIndex(
                "uploads", List.of("/srv/uploads"), "uploads.index.jsonl.zst", 1, 1, 0, 8, 8, 0, List.of(pack));
        var lent = new Borrowed("shop-base", "20261123T093015Z-1f9c02", "base.tar.zst.enc", 10, 5, "0".repeat(64));
        return new Manifest(
                Manifest.FORMAT_VERSION,
                ID,
                "shop",
                Manifest.Kind.FULL,
                Instant.parse("2026-11-24T09:30:15Z"),
                Optional.of(new Manifest.Source(
                        "shop", "15.8", Instant.parse("2026-11-24T09:30:16Z"), 10, Optional.empty(), Optional.empty())),
                new Manifest.Tools("1.0", Optional.of("15.8")),
                "zstd:3",
                Optional.empty(),
                List.of(artifact),
                Optional.empty(),
                List.of(set),
                Optional.of(new Manifest.Base(
                        "7",
                        1,
                        Lsn.parse("0/1"),
                        Lsn.parse("0/2"),
                        16 << 20,
                        Map.of("max_connections", 100),
                        List.of(lent),
                        List.of(new Tablespace(16400, "fast", "/mnt/fast", 10)))),
                Optional.of("dr0123456789ab"),
                List.of());
    }
}
