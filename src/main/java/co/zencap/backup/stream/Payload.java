package co.zencap.backup.stream;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Bytes on their way: something that can be written out once. Filters (compression, encryption) decorate a payload; a
 * repository drains it.
 *
 * <p>It is deliberately not an {@link java.io.InputStream}: Camel's stream caching would copy one into memory at every
 * node of a route, and a failure of the producing process has to surface where the bytes are drained, so that whoever
 * stores them can abort.
 */
public interface Payload extends Closeable {

    /**
     * Writes all bytes to {@code out} and returns only when the source has ended well. Neither flushes nor closes
     * {@code out}. May be called once.
     *
     * @throws IOException when reading the source or writing fails, or when the source ended but not well (a process
     *     that exited with a status other than 0); what was written until then is worthless
     */
    void writeTo(OutputStream out) throws IOException;

    /** Bytes that are there already. */
    static Payload of(byte[] bytes) {
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

    /** Releases the source (ends the process, closes files) whether or not it was drained; may be called again. */
    @Override
    void close() throws IOException;
}
