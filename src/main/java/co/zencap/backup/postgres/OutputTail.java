package co.zencap.backup.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Keeps the last bytes of a stream, however long it is. */
final class OutputTail {

    private static final Pattern HASHES = Pattern.compile("SCRAM-SHA-256\\$[^\\s']+|\\bmd5[0-9a-f]{32}\\b");

    private final byte[] ring;
    private long length;

    OutputTail(int capacity) {
        ring = new byte[capacity];
    }

    /** Reads to the end; the stream's breaking off when its process is killed is an end too. */
    void drain(InputStream in, Runnable onBytes) {
        byte[] buffer = new byte[4096];
        try (in) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                append(buffer, n);
                onBytes.run();
            }
        } catch (IOException endOfProcess) {
            append("\n".getBytes(StandardCharsets.UTF_8), 1);
        }
    }

    private synchronized void append(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            ring[(int) (length++ % ring.length)] = bytes[i];
        }
    }

    /** What is kept, password hashes masked. */
    synchronized String text() {
        int kept = (int) Math.min(length, ring.length);
        byte[] bytes = new byte[kept];
        for (int i = 0; i < kept; i++) {
            bytes[i] = ring[(int) ((length - kept + i) % ring.length)];
        }
        return HASHES.matcher(new String(bytes, StandardCharsets.UTF_8)).replaceAll("***");
    }
}
