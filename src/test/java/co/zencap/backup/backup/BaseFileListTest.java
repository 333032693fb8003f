package co.zencap.backup.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.stream.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BaseFileListTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 511, 512, 513, 100_000})
    void theListIsCopiedAndAllPasses(int length) throws IOException {
        byte[] list = new byte[length];
        new Random(length).nextBytes(list);
        byte[] tar = tar(
                "PG_VERSION",
                "17".getBytes(StandardCharsets.US_ASCII),
                "base/1/1",
                new byte[70_000],
                "backup_manifest",
                list);
        for (int step : new int[] {1, 7, 511, 512, 4096, tar.length}) {
            Path file = folder.resolve("list");
            var passed = new ByteArrayOutputStream();

            new BaseFileList(pieces(tar, step), file).writeTo(passed);

            assertThat(passed.toByteArray()).isEqualTo(tar);
            assertThat(Files.readAllBytes(file)).isEqualTo(list);
        }
    }

    @Test
    void aTarWithoutOneIsRefused() throws IOException {
        byte[] tar = tar("base/backup_manifest", new byte[10], "backup_manifest.old", new byte[10]);

        assertThatThrownBy(() -> new BaseFileList(pieces(tar, 512), folder.resolve("list"))
                        .writeTo(OutputStream.nullOutputStream()))
                .hasMessageContaining("no backup_manifest in it");
    }

    @Test
    void aFileTooLargeForOctalDigitsIsPassedOver() throws IOException {
        long size = 9L << 30;
        byte[] end = tar("backup_manifest", "list".getBytes(StandardCharsets.US_ASCII));
        var large = new TarArchiveEntry("base/1/2");
        large.setSize(size);
        byte[] header = new byte[512];
        large.writeEntryHeader(
                header, org.apache.commons.compress.archivers.zip.ZipEncodingHelper.getZipEncoding("UTF-8"), true);
        byte[] zeros = new byte[1 << 20];
        var source = new Payload() {
            @Override
            public void writeTo(OutputStream out) throws IOException {
                out.write(header);
                for (long written = 0; written < size; written += zeros.length) {
                    out.write(zeros);
                }
                out.write(end);
            }

            @Override
            public void close() {
                // nothing is held
            }
        };
        Path file = folder.resolve("list");

        new BaseFileList(source, file).writeTo(OutputStream.nullOutputStream());

        assertThat(file).hasContent("list");
    }

    private static Payload pieces(byte[] tar, int step) {
        return new Payload() {
            @Override
            public void writeTo(OutputStream out) throws IOException {
                for (int at = 0; at < tar.length; at += step) {
                    out.write(tar, at, Math.min(step, tar.length - at));
                }
            }

            @Override
            public void close() {
                // nothing is held
            }
        };
    }

    private static byte[] tar(Object... namesAndContents) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(bytes)) {
            for (int i = 0; i < namesAndContents.length; i += 2) {
                byte[] content = (byte[]) namesAndContents[i + 1];
                var entry = new TarArchiveEntry((String) namesAndContents[i]);
                entry.setSize(content.length);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }
}
