package co.zencap.backup.wal;

import co.zencap.backup.stream.CompressedPayload;
import co.zencap.backup.stream.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A whole file of the log on its way to several repositories: read and compressed once, whoever comes first. What is compressed
 * is held until each of them has taken it. Thread-safe.
 */
final class WalContent {
    private static final int LEVEL = 3;

    private final Path file;
    private int takers;
    private volatile byte[] compressed;

    /** @param takers how many repositories take it */
    WalContent(Path file, int takers) {
        this.file = file;
        this.takers = takers;
    }

    /** As it was written. */
    byte[] plain() throws IOException {
        return Files.readAllBytes(file);
    }

    /** One frame of Zstandard. Each taker asks once. */
    synchronized byte[] compressed() throws IOException {
        byte[] taken = compressed == null ? compress(plain()) : compressed;
        takers--;
        compressed = takers > 0 ? taken : null;
        return taken;
    }

    /** How many bytes of it are in memory now; waits for nobody. */
    long held() {
        byte[] now = compressed;
        return now == null ? 0 : now.length;
    }

    static byte[] compress(byte[] content) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (Payload payload = new CompressedPayload(Payload.of(content), LEVEL, 0)) {
            payload.writeTo(bytes);
        }
        return bytes.toByteArray();
    }
}
