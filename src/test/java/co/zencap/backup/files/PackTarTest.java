package co.zencap.backup.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackTarTest {
    private static final String NAME = "0123456789abcdef".repeat(4);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final PackTar tar = new PackTar(out);

    @ParameterizedTest
    @ValueSource(ints = {1, 511, 512, 513, 9_728, 131_072, 4 << 20})
    void anotherProgramReadsEveryPiece(int length) throws IOException {
        byte[] bytes = new byte[length + 100]; // a buffer may be longer than what is in it
        new Random(length).nextBytes(bytes);
        tar.add(NAME, bytes, length);
        tar.add(NAME, bytes, 3);

        assertThat(tar.finish()).isEqualTo(out.size());

        assertThat(out.size() % 10_240).isZero();
        var in = new TarArchiveInputStream(new ByteArrayInputStream(out.toByteArray()));
        for (int expected : new int[] {length, 3}) {
            TarArchiveEntry entry = in.getNextEntry();
            assertThat(entry.getName()).isEqualTo(NAME);
            assertThat(entry.getSize()).isEqualTo(expected);
            assertThat(entry.isFile()).isTrue();
            assertThat(entry.getLastModifiedDate()).hasTime(0);
            assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOf(bytes, expected));
        }
        assertThat(in.getNextEntry()).isNull();
    }

    /** Two empty records, or readers call it cut off. */
    @Test
    void theEndIsMarked() throws IOException {
        byte[] bytes = new byte[10_240 - 512 - 512];
        Arrays.fill(bytes, (byte) 1);
        tar.add(NAME, bytes, bytes.length);

        tar.finish();

        assertThat(out.size()).isEqualTo(20_480);
        assertThat(Arrays.copyOfRange(out.toByteArray(), 10_240 - 512, 20_480)).containsOnly(0);
    }
}
