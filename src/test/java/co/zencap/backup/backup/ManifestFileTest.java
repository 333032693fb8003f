package co.zencap.backup.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.key.MasterKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ManifestFileTest {
    private static final BackupId ID = new BackupId("20261124T093015Z-1f9c02");
    private final Optional<MasterKey> key = Optional.of(MasterKey.parse(MasterKey.generate()));

    @Test
    void readsWhatItWrote() throws IOException {
        Manifest manifest = manifest("shop", List.of());

        assertThat(ManifestFile.read(ManifestFile.write(manifest, key), "shop", ID, key))
                .isEqualTo(manifest);
    }

    @Test
    void refusesAManifestOfWhichAnyByteWasChanged() {
        byte[] bytes = ManifestFile.write(manifest("shop", List.of()), key);
        for (int i = 0; i < bytes.length; i++) {
            for (int mask = 1; mask < 256; mask++) {
                byte[] forged = bytes.clone();
                forged[i] ^= (byte) mask;
                assertThatThrownBy(() -> ManifestFile.read(forged, "shop", ID, key))
                        .isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void refusesAManifestSignedWithAnotherKey() {
        byte[] bytes =
                ManifestFile.write(manifest("shop", List.of()), Optional.of(MasterKey.parse(MasterKey.generate())));

        assertThatThrownBy(() -> ManifestFile.read(bytes, "shop", ID, key))
                .hasMessageContaining("was not signed with key");
    }

    @Test
    void refusesAnUnsignedManifestWhereThereIsAKey() {
        byte[] bytes = ManifestFile.write(manifest("shop", List.of()), Optional.empty());

        assertThatThrownBy(() -> ManifestFile.read(bytes, "shop", ID, key)).hasMessageContaining("not signed");
    }

    @Test
    void refusesAManifestInAnotherBackupsPlace() {
        byte[] bytes = ManifestFile.write(manifest("shop", List.of()), key);

        assertThatThrownBy(() -> ManifestFile.read(bytes, "crm", ID, key)).hasMessageContaining("moved or copied");
        assertThatThrownBy(() -> ManifestFile.read(bytes, "shop", new BackupId("20261124T093015Z-ffffff"), key))
                .hasMessageContaining("moved or copied");
    }

    @Test
    void aNoteThatImitatesTheSignatureDoesNotConfuseIt() throws IOException {
        Manifest manifest = manifest("shop", List.of("\"hmac\" : \"" + "0".repeat(64)));
        byte[] bytes = ManifestFile.write(manifest, key);

        assertThat(ManifestFile.read(bytes, "shop", ID, key)).isEqualTo(manifest);
        assertThat(new String(bytes, StandardCharsets.UTF_8).strip()).endsWith("\"\n}");
    }

    private static Manifest manifest(String target, List<String> notes) {
        return new Manifest(
                Manifest.FORMAT_VERSION,
                ID,
                target,
                Manifest.Kind.DATABASE,
                Instant.parse("2026-11-24T09:30:15Z"),
                Optional.of(new Manifest.Source(
                        "shop",
                        "15.18",
                        Instant.parse("2026-11-24T09:30:16Z"),
                        1234,
                        Optional.of("postgres"),
                        Optional.of("7"))),
                new Manifest.Tools("1.0.0", Optional.of("15.18")),
                "zstd:3",
                Optional.of(new Manifest.Encryption("AES256-GCM-HKDF-1MB", "0011223344556677")),
                List.of(new Artifact("database.dump.zst.enc", Artifact.Role.DATABASE, 10, 5, "ab".repeat(32))),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                notes);
    }
}
