package co.zencap.backup.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.key.DataKey;
import co.zencap.backup.testing.Hostile;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Stored bytes come back as they went in, or not at all; and no more of them than went in. */
class HostileStreamTest {
    private static final byte[] NAME = DataKey.associatedData("backup", "artifact");
    private static final int SEGMENT = 1 << 20;

    private final DataKey key = DataKey.random();

    @Test
    void whatIsEncryptedComesBackAsItWasOrNotAtAll() throws IOException {
        byte[] plain = noise(2_500_000, 1);
        byte[] stored = encrypted(plain, NAME);
        byte[] other = encrypted(noise(2_500_000, 2), DataKey.associatedData("backup", "other"));
        Hostile.tries(60, input -> {
            byte[] changed =
                    switch (input.number(4)) {
                        case 0 -> input.spliced(stored, other);
                        case 1 -> swapped(stored, input.number(2));
                        case 2 -> segmentOf(stored, other, input.number(3));
                        default -> input.changed(stored);
                    };
            assertThat(changed).isNotEqualTo(stored);
            long read = 0;
            try (InputStream in = Plaintext.decrypt(new ByteArrayInputStream(changed), key.cipher(), NAME)) {
                byte[] buffer = new byte[8192];
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    assertThat(Arrays.equals(buffer, 0, n, plain, (int) read, (int) read + n))
                            .as("authentic, as far as it goes")
                            .isTrue();
                    read += n;
                }
                throw new AssertionError("It was taken for whole.");
            } catch (IOException e) {
                Hostile.requireFit(e);
            }
        });
    }

    /** Two segments change places; the first one is shorter, as a header comes before it. */
    private static byte[] swapped(byte[] stored, int which) {
        byte[] changed = stored.clone();
        int from = which * SEGMENT;
        System.arraycopy(stored, from + SEGMENT, changed, from, Math.min(SEGMENT, stored.length - from - SEGMENT));
        System.arraycopy(stored, from, changed, from + SEGMENT, Math.min(SEGMENT, stored.length - from - SEGMENT));
        return changed;
    }

    /** One segment is that of another file of the same backup. */
    private static byte[] segmentOf(byte[] stored, byte[] other, int which) {
        byte[] changed = stored.clone();
        int from = which * SEGMENT;
        System.arraycopy(other, from, changed, from, Math.min(SEGMENT, stored.length - from));
        return changed;
    }

    @Test
    void whatIsCompressedIsDecompressedOrRefused() {
        byte[] plain = "what was backed up, and what was backed up".repeat(500).getBytes();
        byte[] stored = Zstd.compress(plain);
        Hostile.tries(3000, input -> {
            byte[] changed = input.changed(stored);
            try (InputStream in = Plaintext.decompress(new ByteArrayInputStream(changed), plain.length)) {
                assertThat(in.readAllBytes().length).isLessThanOrEqualTo(plain.length);
            } catch (IOException e) {
                Hostile.requireFit(e);
            }
        });
    }

    /** Some kilobytes that become half a gigabyte. */
    @Test
    void aBombDoesNotGoOff() throws IOException {
        var compressed = new ByteArrayOutputStream();
        try (OutputStream zstd = new ZstdOutputStream(compressed)) {
            for (int i = 0; i < 512; i++) {
                zstd.write(new byte[1 << 20]);
            }
        }
        byte[] bomb = compressed.toByteArray();
        assertThat(bomb.length).isLessThan(64 << 10);
        var counted = new long[1];
        OutputStream out = new OutputStream() {
            @Override
            public void write(int b) {
                counted[0]++;
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                counted[0] += length;
            }
        };

        assertThatThrownBy(() -> Plaintext.decompress(new ByteArrayInputStream(bomb), 1000)
                        .transferTo(out))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("more than the 1000 bytes")
                .hasMessageContaining("HINT");
        assertThat(counted[0]).isLessThanOrEqualTo(1000);
    }

    /** A frame may ask for a window of two gigabytes, and gets none. */
    @Test
    void aFrameGetsNoMoreMemoryThanOursNeed() {
        byte[] frame = {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, 0, (byte) (21 << 3), 1, 0, 0};

        assertThatThrownBy(() -> Plaintext.decompress(new ByteArrayInputStream(frame), Long.MAX_VALUE)
                        .readAllBytes())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("memory");
    }

    private byte[] encrypted(byte[] plain, byte[] name) throws IOException {
        var out = new ByteArrayOutputStream();
        try (Payload payload = new EncryptedPayload(bytes(plain), key.cipher(), name)) {
            payload.writeTo(out);
        }
        return out.toByteArray();
    }

    private static Payload bytes(byte[] content) {
        return new Payload() {
            @Override
            public void writeTo(OutputStream out) throws IOException {
                out.write(content);
            }

            @Override
            public void close() {}
        };
    }

    private static byte[] noise(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
