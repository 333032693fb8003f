package co.zencap.backup.stream;

import com.github.luben.zstd.RecyclingBufferPool;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Compresses another payload with Zstandard (RFC 8878), with content checksum.
 *
 * @param source what to compress; closed with this
 * @param level 1 (fast) to 19 (small)
 * @param workers threads beside the caller's; 0 compresses on the caller's own
 */
public record CompressedPayload(Payload source, int level, int workers) implements Payload {

    @Override
    public void writeTo(OutputStream out) throws IOException {
        // Closing ends the frame also after a failure. That is harmless: whoever stores the bytes learns of
        // the failure, and an encrypting stage downstream is then never finished.
        try (var zstd = new ZstdOutputStreamNoFinalizer(new OpenOutputStream(out), RecyclingBufferPool.INSTANCE)) {
            zstd.setLevel(level);
            zstd.setChecksum(true);
            if (workers > 0) {
                zstd.setWorkers(workers);
            }
            source.writeTo(zstd);
        }
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
