package co.zencap.backup.stream;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Stays open when the filter on top of it is closed: a payload must not close the stream that it was given. */
final class OpenOutputStream extends FilterOutputStream {

    OpenOutputStream(OutputStream out) {
        super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
    }

    @Override
    public void flush() {
        // The owner of the stream decides when.
    }

    @Override
    public void close() {
        // Likewise.
    }
}
