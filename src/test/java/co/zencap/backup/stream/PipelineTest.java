package co.zencap.backup.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.key.DataKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PipelineTest {
    private static final byte[] NAME = DataKey.associatedData("backup", "artifact");
    private final DataKey key = DataKey.random();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1_048_535, 1_048_576, 5_000_000})
    void whatGoesInComesOut(int size) throws IOException {
        byte[] plain = bytes(size);

        byte[] stored = store(payload(plain));

        assertThat(restore(stored)).isEqualTo(plain);
    }

    @Test
    void noBitCanBeFlippedAnywhere() throws IOException {
        byte[] stored = store(payload(bytes(3_000_000)));
        var random = new Random(7);
        for (int i = 0; i < 50; i++) {
            byte[] damaged = stored.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));

            assertThatThrownBy(() -> restore(damaged)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void nothingCanBeCutOffNotEvenAtASegmentsEnd() throws IOException {
        byte[] stored = store(payload(bytes(5_000_000)));
        for (int length : new int[] {0, 10, 1 << 20, 2 << 20, stored.length - 1}) {
            assertThatThrownBy(() -> restore(Arrays.copyOf(stored, length))).isInstanceOf(IOException.class);
        }
    }

    @Test
    void nothingCanBeMovedUnderAnotherName() throws IOException {
        byte[] stored = store(payload(bytes(1000)));

        assertThatThrownBy(() -> Plaintext.decrypt(
                                new ByteArrayInputStream(stored),
                                key.cipher(),
                                DataKey.associatedData("backup", "other"))
                        .readAllBytes())
                .isInstanceOf(IOException.class);
    }

    @Test
    void aSourceThatFailsLateLeavesNothingThatReadsAsWhole() {
        var stored = new ByteArrayOutputStream();
        var closed = new AtomicBoolean();
        Payload failing = new Payload() {
            @Override
            public void writeTo(OutputStream out) throws IOException {
                out.write(bytes(3_000_000));
                throw new IOException("pg_dump exited with 1");
            }

            @Override
            public void close() {
                closed.set(true);
            }
        };

        assertThatThrownBy(() -> {
                    try (Payload pipeline = pipeline(failing)) {
                        pipeline.writeTo(stored);
                    }
                })
                .hasMessage("pg_dump exited with 1");

        assertThat(closed).isTrue();
        assertThatThrownBy(() -> restore(stored.toByteArray())).isInstanceOf(IOException.class);
    }

    @Test
    void sizeAndHashAreThoseOfTheBytesThatPassed() throws IOException {
        var out = new MeasuredOutputStream(OutputStream.nullOutputStream());
        out.write("abc".getBytes());

        assertThat(out.size()).isEqualTo(3);
        assertThat(out.sha256Hex()).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    private byte[] store(Payload source) throws IOException {
        var out = new ByteArrayOutputStream();
        try (Payload pipeline = pipeline(source)) {
            pipeline.writeTo(out);
        }
        return out.toByteArray();
    }

    private Payload pipeline(Payload source) {
        return new EncryptedPayload(new CompressedPayload(source, 3, 2), key.cipher(), NAME);
    }

    private byte[] restore(byte[] stored) throws IOException {
        try (var plain =
                Plaintext.decompress(Plaintext.decrypt(new ByteArrayInputStream(stored), key.cipher(), NAME))) {
            return plain.readAllBytes();
        }
    }

    private static Payload payload(byte[] bytes) {
        return new Payload() {
            @Override
            public void writeTo(OutputStream out) throws IOException {
                out.write(bytes);
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
