package co.zencap.backup.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.backup.BackupId;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.backup.ManifestFile;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.postgres.Lsn;
import co.zencap.backup.postgres.WalSegment;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.wal.WalLibrary.Reach;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of the log goes, and how far base backups are brought by what stays. */
class WalRetentionTest {
    private static final long SEGMENT = 16 << 20;
    private static final Optional<MasterKey> KEY = Optional.of(MasterKey.parse("0123456789abcdef".repeat(4)));
    private static final Instant DAY = Instant.parse("2026-11-20T01:30:00Z");

    @TempDir
    Path folder;

    private LocalRepository repository;
    private WalArchive archive;
    private WalRetention retention;

    @BeforeEach
    void keepALog() throws IOException {
        repository = new LocalRepository(folder);
        archive = WalArchive.openOrBegin(repository, "shop-base", "7", KEY);
        for (int number = 1; number <= 9; number++) {
            archive.store(name(number), new byte[] {(byte) number});
        }
        archive.storePartial(name(10), new byte[] {10});
        archive.store("00000002.history", "1\t0/1000000\tx\n".getBytes(StandardCharsets.UTF_8));
        retention = new WalRetention("shop-base", List.of(repository), KEY);
    }

    @Test
    void theLogGoesUpToTheOldestBaseBackupThatIsThere() throws IOException {
        base(DAY, 3, 4);
        base(DAY.plusSeconds(86_400), 6, 7);

        retention.sweep();

        assertThat(archive.names()).contains("00000002.history", name(3), name(9), name(10) + ".partial");
        assertThat(archive.names()).doesNotContain(name(1), name(2));
        assertThat(reaches()).allMatch(reach -> reach.chain().isWhole());

        BackupId oldest = reaches().get(1).manifest().id();
        repository.delete("shop-base/" + oldest + "/manifest.json");
        retention.sweep();
        assertThat(archive.names()).doesNotContain(name(3), name(5)).contains(name(6));
        assertThat(reaches()).hasSize(1).allMatch(reach -> reach.chain().isWhole());
    }

    @Test
    void aHistoryThatCantBeReadHidesNoBaseBackup() throws IOException {
        base(DAY, 3, 4);
        archive.store("00000003.history", "no history\n".getBytes(StandardCharsets.UTF_8));

        assertThat(reaches()).singleElement().matches(reach -> reach.chain().usable());
    }

    @Test
    void withoutABaseBackupNothingGoes() throws IOException {
        retention.sweep();

        assertThat(archive.names()).hasSize(11);
    }

    @Test
    void aBaseBackupThatCantBeReadMayNeedAllOfIt() throws IOException {
        base(DAY, 3, 4);
        BackupId newer = base(DAY.plusSeconds(86_400), 6, 7);
        Path manifest = folder.resolve("shop-base/" + newer + "/manifest.json");
        Files.writeString(manifest, Files.readString(manifest).replace("15.18", "15.19"));

        assertThatThrownBy(retention::sweep).hasMessageContaining("can't be read");
        assertThat(archive.names()).hasSize(11);
    }

    @Test
    void aGapIsSeenAndTheNewerBaseBackupIsNotTouchedByIt() throws IOException {
        base(DAY, 3, 4);
        base(DAY.plusSeconds(86_400), 6, 7);
        archive.delete(name(5));

        List<Reach> all = reaches();

        assertThat(all.get(0).chain().isWhole()).isTrue();
        assertThat(all.get(1).chain().usable()).isTrue();
        assertThat(all.get(1).chain().gap().orElseThrow().name()).isEqualTo(name(5));
        assertThat(all.get(1).reachesTheEnd()).isFalse();
    }

    private List<Reach> reaches() throws IOException {
        return new WalLibrary(repository, "shop-base", KEY).all();
    }

    private static String name(int number) {
        return new WalSegment(1, number, SEGMENT).name();
    }

    private BackupId base(Instant at, int from, int to) throws IOException {
        BackupId id = BackupId.at(at);
        var base = new Manifest.Base(
                "7",
                1,
                new Lsn(from * SEGMENT + 40),
                new Lsn(to * SEGMENT + 256),
                SEGMENT,
                Map.of(),
                List.of(),
                List.of());
        var manifest = new Manifest(
                Manifest.FORMAT_VERSION,
                id,
                "shop-base",
                Manifest.Kind.BASE,
                at,
                Optional.of(new Manifest.Source("shop", "15.18", at, 1, Optional.of("postgres"), Optional.of("7"))),
                new Manifest.Tools("1.0.0", Optional.empty()),
                "zstd:3",
                Optional.empty(),
                List.of(),
                Optional.empty(),
                List.of(),
                Optional.of(base),
                Optional.empty(),
                List.of());
        repository.putIfAbsent(manifest.folder() + Manifest.FILE_NAME, ManifestFile.write(manifest, KEY));
        return id;
    }
}
