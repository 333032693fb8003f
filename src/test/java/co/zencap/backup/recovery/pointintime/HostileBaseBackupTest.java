package co.zencap.backup.recovery.pointintime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.backup.Artifact;
import co.zencap.backup.backup.BackupId;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.testing.Folders;
import co.zencap.backup.testing.Hostile;
import co.zencap.backup.testing.MovableClock;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A base backup that is not encrypted may be anybody's: it must not write outside of its folder, nor fill memory or disk. */
class HostileBaseBackupTest {
    private static final BackupId ID = new BackupId("20261124T093015Z-1f9c02");
    private static final long ENOUGH = 64 << 20;

    private final Operations operations =
            new Operations(new MovableClock(Instant.parse("2026-11-26T03:00:00Z")), operation -> {});

    @TempDir
    Path jail;

    private Path data;
    private Path artifact;

    /** What one tar is made of. */
    @FunctionalInterface
    private interface Content {
        void write(TarArchiveOutputStream tar) throws IOException;
    }

    @BeforeEach
    void makeFolders() throws IOException {
        data = Files.createDirectories(jail.resolve("cluster/data"));
        Files.writeString(jail.resolve("cluster/beside"), "untouched");
        artifact = jail.resolve("repository/shop-base/" + ID + "/base.tar.zst");
        Files.createDirectories(artifact.getParent());
    }

    @Test
    void whatIsWholeIsUnpacked() throws IOException {
        unpack(tar(tar -> {
            file(tar, "PG_VERSION", "15");
            folder(tar, "base/");
            file(tar, "base/1/12", "x".repeat(9000));
            file(tar, "base/1/" + "n".repeat(200), "long");
            file(tar, "backup_label", "START");
        }));

        assertThat(data.resolve("base/1/12")).hasSize(9000);
        assertThat(data.resolve("base/1/" + "n".repeat(200))).hasContent("long");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../beside",
                "../../x",
                "base/../../beside",
                "/../../x",
                "base/1/../../../beside",
                "..",
                "../data2/x"
            })
    void nothingIsWrittenOutside(String name) throws IOException {
        assertRefused(tar(tar -> file(tar, name, "evil")), "outside of its folder");
    }

    /** Also those that the library takes for files: an empty file in the place of a link would be found much later. */
    @ParameterizedTest
    @ValueSource(
            bytes = {
                TarConstants.LF_SYMLINK,
                TarConstants.LF_LINK,
                TarConstants.LF_CHR,
                TarConstants.LF_BLK,
                TarConstants.LF_FIFO,
                'Z'
            })
    void onlyFilesAndFoldersAreUnpacked(byte kind) throws IOException {
        assertRefused(
                tar(tar -> {
                    var entry = new TarArchiveEntry("pg_tblspc/16400", kind);
                    entry.setLinkName("/etc/passwd");
                    tar.putArchiveEntry(entry);
                    tar.closeArchiveEntry();
                }),
                "neither file nor folder");
    }

    /** A server that finds it makes links to the folders that it names, and empties them. */
    @ParameterizedTest
    @ValueSource(strings = {"tablespace_map", "./tablespace_map", "base/../tablespace_map"})
    void noMapOfTablespacesIsUnpacked(String name) throws IOException {
        unpack(tar(tar -> {
            file(tar, "PG_VERSION", "15");
            file(tar, name, "16400 /var/lib/live\n");
            file(tar, "backup_label", "START");
        }));

        assertThat(data.resolve("backup_label")).exists();
        assertThat(data.resolve("tablespace_map")).doesNotExist();
    }

    @Test
    void aFileBelowAFileIsRefused() throws IOException {
        assertRefused(
                tar(tar -> {
                    file(tar, "a", "file");
                    file(tar, "a/b", "below");
                }),
                "a");
    }

    /** Some kilobytes that become two gigabytes of a name, which would be kept in memory. */
    @ParameterizedTest
    @ValueSource(bytes = {TarConstants.LF_GNUTYPE_LONGNAME, TarConstants.LF_PAX_EXTENDED_HEADER_LC})
    void aNameWithoutEndFillsNoMemory(byte kind) throws IOException {
        long size = 2L << 30;
        try (OutputStream zstd = new ZstdOutputStream(Files.newOutputStream(artifact))) {
            var header = new TarArchiveEntry("name", kind);
            header.setSize(size);
            byte[] block = new byte[512];
            header.writeEntryHeader(block);
            zstd.write(block);
            byte[] start = (size + " comment=").getBytes(StandardCharsets.UTF_8);
            zstd.write(start);
            byte[] much = "x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
            for (long left = size - start.length; left > 0; left -= much.length) {
                zstd.write(much, 0, (int) Math.min(left, much.length));
            }
        }
        assertThat(Files.size(artifact)).isLessThan(1 << 20);

        assertThatThrownBy(() -> unpacking(Long.MAX_VALUE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("describes an entry with more than");
    }

    /** A file with holes says of itself how large it is. */
    @Test
    void aFileWithHolesIsRefused() throws IOException {
        byte[] whole = tar(tar -> {
            var entry = new TarArchiveEntry("base/1/12", TarConstants.LF_GNUTYPE_SPARSE);
            entry.setSize(0);
            tar.putArchiveEntry(entry);
            tar.closeArchiveEntry();
        });
        byte[] realSize = "77777777777".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(realSize, 0, whole, 483, realSize.length);

        assertRefused(mended(whole), "");
        assertThat(Folders.files(data)).isEmpty();
    }

    /** The checksum of the first header, set right. */
    private static byte[] mended(byte[] tar) {
        Arrays.fill(tar, 148, 156, (byte) ' ');
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += tar[i] & 0xff;
        }
        System.arraycopy(String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII), 0, tar, 148, 8);
        return tar;
    }

    @Test
    void moreThanWasBackedUpIsNotUnpacked() throws IOException {
        byte[] whole = tar(tar -> {
            file(tar, "PG_VERSION", "15");
            file(tar, "bomb", "0".repeat(20 << 20));
        });
        Files.write(artifact, Zstd.compress(whole));
        assertThat(Files.size(artifact)).isLessThan(64 << 10);

        assertThatThrownBy(() -> unpacking(1 << 20))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("decompresses to more than the 1048576 bytes");
        assertThat(Files.size(data.resolve("bomb"))).isLessThan(3 << 20);
    }

    @Test
    void whateverItIsItIsUnpackedInItsFolderOrRefused() throws IOException {
        byte[] whole = tar(tar -> {
            file(tar, "PG_VERSION", "15");
            folder(tar, "base/1/");
            file(tar, "base/1/12", "content");
            file(tar, "base/" + "n".repeat(150), "long");
            file(tar, "backup_label", "START");
        });
        Hostile.tries(400, input -> {
            byte[] tar = input.changed(whole);
            for (int at = 0; input.chance(2) && at + 512 <= tar.length; at += 512) {
                if (tar[at + 257] == 'u' && tar[at + 258] == 's') {
                    byte[] header = mended(Arrays.copyOfRange(tar, at, at + 512));
                    System.arraycopy(header, 0, tar, at, 512);
                }
            }
            try {
                unpack(tar);
            } catch (IOException e) {
                Hostile.requireFit(e);
            }
            assertNothingOutside();
            Folders.delete(data);
            Files.createDirectories(data);
        });
    }

    private void assertRefused(byte[] tar, String why) throws IOException {
        assertThatThrownBy(() -> unpack(tar)).isInstanceOf(IOException.class).hasMessageContaining(why);
        assertNothingOutside();
    }

    private void assertNothingOutside() throws IOException {
        assertThat(jail.resolve("cluster/beside")).hasContent("untouched");
        try (var beside = Files.list(jail.resolve("cluster"))) {
            assertThat(beside).containsExactlyInAnyOrder(data, jail.resolve("cluster/beside"));
        }
        try (var above = Files.list(jail)) {
            assertThat(above).containsExactlyInAnyOrder(jail.resolve("cluster"), jail.resolve("repository"));
        }
    }

    private void unpack(byte[] tar) throws IOException {
        Files.write(artifact, Zstd.compress(tar));
        unpacking(ENOUGH);
    }

    private void unpacking(long plainBytes) throws IOException {
        var manifest = new Manifest(
                Manifest.FORMAT_VERSION,
                ID,
                "shop-base",
                Manifest.Kind.BASE,
                Instant.parse("2026-11-24T09:30:15Z"),
                Optional.empty(),
                new Manifest.Tools("1.0", Optional.empty()),
                "zstd:3",
                Optional.empty(),
                List.of(new Artifact(
                        "base.tar.zst", Artifact.Role.BASE, plainBytes, Files.size(artifact), "0".repeat(64))),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of());
        var repository = new LocalRepository(jail.resolve("repository"));
        BaseUnpacking.of(
                new StoredBackup(repository, manifest, Optional.empty(), Optional.empty()),
                data,
                Optional.empty(),
                operations.begin(Operation.Kind.RECOVERY, "shop", null));
    }

    private static byte[] tar(Content content) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(bytes)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            content.write(tar);
        }
        return bytes.toByteArray();
    }

    private static void file(TarArchiveOutputStream tar, String name, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        var entry = new TarArchiveEntry(name, true);
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    private static void folder(TarArchiveOutputStream tar, String name) throws IOException {
        tar.putArchiveEntry(new TarArchiveEntry(name));
        tar.closeArchiveEntry();
    }
}
