package co.zencap.backup.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JoinedTarTest {
    private static final String LONG = "PG_15_202209061/" + "n".repeat(83);

    @TempDir
    Path folder;

    @Test
    void severalBecomeOneThatAnybodyReads() throws Exception {
        byte[] first = tar(Map.of("PG_15_202209061/5/1", "of the first", LONG, "long"));
        byte[] second =
                tar(Map.of("PG_VERSION", "15", "tablespace_map", "16400 /mnt/live\n", "base/1/2", "x".repeat(70_000)));
        Path list = Files.writeString(folder.resolve("list"), "{}");
        var out = new ByteArrayOutputStream();
        var joined = new JoinedTar(out);

        long taken = joined.add(new ByteArrayInputStream(first), "pg_tblspc/4294967295", "tablespace_map");
        joined.add(new ByteArrayInputStream(second), "", "tablespace_map");
        joined.file("backup_manifest", list);
        joined.end();

        assertThat(taken).isEqualTo(4 * 512);
        var expected = new TreeMap<String, String>();
        expected.put("pg_tblspc/4294967295/PG_15_202209061/5/1", "of the first");
        expected.put("pg_tblspc/4294967295/" + LONG, "long");
        expected.put("PG_VERSION", "15");
        expected.put("base/1/2", "x".repeat(70_000));
        expected.put("backup_manifest", "{}");
        assertThat(new TreeMap<>(read(out.toByteArray()))).isEqualTo(expected);

        // And so does the system's own program, by which somebody unpacks it without this one.
        Path tar = Files.write(folder.resolve("joined.tar"), out.toByteArray());
        Path to = Files.createDirectory(folder.resolve("to"));
        Process system = new ProcessBuilder("tar", "-xf", tar.toString(), "-C", to.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(system.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEmpty();
        assertThat(system.waitFor()).isZero();
        assertThat(to.resolve("pg_tblspc/4294967295/" + LONG)).hasContent("long");
        assertThat(to.resolve("backup_manifest")).hasContent("{}");
        assertThat(to.resolve("tablespace_map")).doesNotExist();
    }

    @Test
    void oneThatIsCutOffAnywhereIsNoWholeOne() throws Exception {
        byte[] whole = tar(Map.of("base/1/2", "x".repeat(1000)));
        for (int length : new int[] {0, 1, 511, 512, 513, 1500, 1535, 1536, 1537}) {
            InputStream cut = new ByteArrayInputStream(Arrays.copyOf(whole, length));

            assertThatThrownBy(() -> new JoinedTar(OutputStream.nullOutputStream()).add(cut, "", ""))
                    .as("%s bytes", length)
                    .isInstanceOf(EOFException.class);
        }
    }

    @Test
    void whatIsNoTarIsRefused() {
        byte[] text = "no tar, but long enough to be one. ".repeat(100).getBytes(StandardCharsets.US_ASCII);

        assertThatThrownBy(() -> new JoinedTar(OutputStream.nullOutputStream())
                        .add(new ByteArrayInputStream(text), "pg_tblspc/16400", ""))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no tar file");
    }

    private static Map<String, String> read(byte[] tar) throws IOException {
        var all = new LinkedHashMap<String, String>();
        try (var entries = new TarEntries(new ByteArrayInputStream(tar))) {
            for (TarArchiveEntry entry = entries.next(); entry != null; entry = entries.next()) {
                all.put(entry.getName(), new String(entries.content().readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return all;
    }

    private static byte[] tar(Map<String, String> files) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(bytes)) {
            for (Map.Entry<String, String> each : files.entrySet()) {
                byte[] content = each.getValue().getBytes(StandardCharsets.UTF_8);
                var entry = new TarArchiveEntry(each.getKey());
                entry.setSize(content.length);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }
}
