package co.zencap.backup.security;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.key.DataKey;
import co.zencap.backup.stream.EncryptedPayload;
import co.zencap.backup.stream.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CiphertextTest {

    @Test
    void whatWeEncryptLooksEncrypted() throws IOException {
        for (int length : new int[] {0, 1, 500, 5_000, 100_000, 3_000_000}) {
            assertThat(Ciphertext.suspicion(encrypted(new byte[length])))
                    .as("%d", length)
                    .isEmpty();
        }
    }

    @Test
    void plaintextDoesNot() {
        assertThat(Ciphertext.suspicion(new byte[] {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, 1}))
                .contains("it begins as Zstandard's compressed data does");
        assertThat(Ciphertext.suspicion("PGDMP...".getBytes(StandardCharsets.US_ASCII)))
                .contains("it begins as a dump does");
        assertThat(Ciphertext.suspicion(new byte[0])).isPresent();
        assertThat(Ciphertext.suspicion("{}".getBytes(StandardCharsets.US_ASCII)))
                .isPresent();
    }

    /** A header alone does not hide what comes behind it. */
    @Test
    void textBehindAnEncryptedBeginningIsSeen() throws IOException {
        byte[] bytes = Arrays.copyOf(encrypted(new byte[100]), 50_000);
        byte[] text = "INSERT INTO customers VALUES (4711, 'Ada');\n".getBytes(StandardCharsets.US_ASCII);
        for (int i = 200; i < bytes.length; i++) {
            bytes[i] = text[i % text.length];
        }

        assertThat(Ciphertext.suspicion(bytes).orElseThrow()).contains("not evenly spread");
    }

    private static byte[] encrypted(byte[] plain) throws IOException {
        var out = new ByteArrayOutputStream();
        byte[] associatedData = DataKey.associatedData("b", "a");
        try (var payload =
                new EncryptedPayload(new Bytes(plain), DataKey.random().cipher(), associatedData)) {
            payload.writeTo(out);
        }
        return out.toByteArray();
    }

    private record Bytes(byte[] content) implements Payload {
        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(content);
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
