package co.zencap.backup.repository;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** The bytes of an object, however they are fetched. */
abstract class ObjectStream extends InputStream {
    private final String key;
    private volatile boolean closed;

    ObjectStream(String key) {
        this.key = key;
    }

    final String key() {
        return key;
    }

    /** Reads as {@link InputStream#read(byte[], int, int)} does; for at least one byte, and not after the end of this. */
    abstract int fetch(byte[] buffer, int offset, int length) throws IOException;

    /** Gives back what is held; called once. */
    abstract void giveUp() throws IOException;

    final void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("The stream of " + key + " is closed");
        }
    }

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public final int read(byte[] buffer, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        requireOpen();
        return length == 0 ? 0 : fetch(buffer, offset, length);
    }

    @Override
    public final void close() throws IOException {
        if (!closed) {
            closed = true;
            giveUp();
        }
    }
}
