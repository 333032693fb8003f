package co.zencap.backup.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.key.MasterKey;
import co.zencap.backup.postgres.Lsn;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.repository.Repository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalArchiveTest {
    private static final String FIRST = "000000010000000000000002";
    private static final String SECOND = "000000010000000000000003";
    private static final Optional<MasterKey> KEY = Optional.of(MasterKey.parse("0123456789abcdef".repeat(4)));

    @TempDir
    Path folder;

    private Repository repository;
    private WalArchive archive;

    @BeforeEach
    void begin() throws IOException {
        repository = new LocalRepository(folder);
        archive = WalArchive.openOrBegin(repository, "shop-base", "7000000000000000001", KEY);
    }

    @Test
    void whatWasStoredIsReadBack() throws IOException {
        byte[] content = segment(1);

        assertThat(archive.store(FIRST, content)).isTrue();
        assertThat(archive.store("00000002.history", "1\t0/3000000\tx\n".getBytes(StandardCharsets.UTF_8)))
                .isTrue();

        WalArchive later = WalArchive.open(repository, "shop-base", "7000000000000000001", KEY);
        assertThat(later.read(FIRST).orElseThrow()).isEqualTo(content);
        assertThat(later.read(SECOND)).isEmpty();
        assertThat(later.names()).containsExactly(FIRST, "00000002.history");
        assertThat(WalArchive.clusters(repository, "shop-base")).containsExactly("7000000000000000001");
    }

    @Test
    void theSameContentAgainIsFineAndAnotherIsRefused() throws IOException {
        archive.store(FIRST, segment(1));

        assertThat(archive.store(FIRST, segment(1))).isFalse();
        assertThatThrownBy(() -> archive.store(FIRST, segment(2)))
                .isInstanceOf(WalConflict.class)
                .hasMessageContaining(FIRST)
                .hasMessageContaining("HINT");
        assertThat(archive.read(FIRST).orElseThrow()).isEqualTo(segment(1));
    }

    @Test
    void aBeginningIsReplacedAsItGrowsAndGoesWhenTheSegmentIsWhole() throws IOException {
        archive.storePartial(FIRST, segment(1));
        archive.storePartial(FIRST, segment(2));
        assertThat(archive.read(FIRST + ".partial").orElseThrow()).isEqualTo(segment(2));

        archive.store(FIRST, segment(3));
        archive.dropPartial(FIRST);
        assertThat(archive.names()).containsExactly(FIRST);
    }

    @Test
    void nothingOfItIsReadable() throws IOException {
        archive.store(FIRST, "all the secrets of a cluster ".repeat(50_000).getBytes(StandardCharsets.UTF_8));

        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain("secret");
            }
        }
    }

    @Test
    void aFileThatWasChangedOrMovedDoesNotOpen() throws IOException {
        archive.store(FIRST, segment(1));
        archive.store(SECOND, segment(2));
        Path place = folder.resolve("shop-base.wal/7000000000000000001");
        Files.copy(
                place.resolve(FIRST + ".zst.enc"),
                place.resolve(SECOND + ".zst.enc"),
                StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> archive.read(SECOND)).hasMessageContaining("Authenticated decryption failed");

        byte[] bytes = Files.readAllBytes(place.resolve(FIRST + ".zst.enc"));
        bytes[bytes.length - 1] ^= 1;
        Files.write(place.resolve(FIRST + ".zst.enc"), bytes);
        assertThatThrownBy(() -> archive.read(FIRST)).hasMessageContaining("Authenticated decryption failed");
    }

    @Test
    void howFarItReachesIsSignedAndOfItsPlace() throws IOException {
        var position = new WalPosition(
                1,
                "shop-base",
                "7000000000000000001",
                2,
                Lsn.parse("0/3000100"),
                Instant.parse("2026-11-26T10:00:00.123456Z"),
                16 << 20);
        assertThat(archive.position()).isEmpty();

        archive.position(position);
        assertThat(archive.position()).contains(position);

        Path file = folder.resolve("shop-base.wal/7000000000000000001/position.json");
        Files.writeString(file, Files.readString(file).replace("10:00", "11:00"));
        assertThatThrownBy(archive::position).hasMessageContaining("was not signed with key");
    }

    @Test
    void anotherKeyOpensNothing() throws IOException {
        archive.store(FIRST, segment(1));

        assertThatThrownBy(() -> WalArchive.open(
                        repository,
                        "shop-base",
                        "7000000000000000001",
                        Optional.of(MasterKey.parse(MasterKey.generate()))))
                .hasMessageContaining("BACKUP_ENCRYPTION_KEY");
        assertThatThrownBy(() -> WalArchive.open(repository, "shop-base", "8", KEY))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void namesThatLeadElsewhereAreRefused() {
        assertThatThrownBy(() -> archive.read("../key.json")).hasMessageContaining("no name that PostgreSQL gives");
        assertThatThrownBy(() -> WalArchive.open(repository, "shop-base", "../x", KEY))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] segment(int seed) {
        byte[] content = new byte[1 << 20];
        new Random(seed).nextBytes(content);
        return content;
    }
}
