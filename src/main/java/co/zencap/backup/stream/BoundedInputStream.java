package co.zencap.backup.stream;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Ends in a failure where more comes than was announced: a few compressed bytes can become as many as they like. */
final class BoundedInputStream extends FilterInputStream {
    private final long most;
    private long read;

    BoundedInputStream(InputStream in, long most) {
        super(in);
        this.most = most;
    }

    @Override
    public int read() throws IOException {
        int b = in.read();
        count(b < 0 ? 0 : 1);
        return b;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int n = in.read(bytes, offset, length);
        count(n);
        return n;
    }

    @Override
    public long skip(long count) throws IOException {
        long n = in.skip(count);
        count(n);
        return n;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void count(long more) throws IOException {
        read += Math.max(0, more);
        if (read > most) {
            throw new IOException("It decompresses to more than the " + most + " bytes that were backed up."
                    + " HINT: it was replaced; use another repository's copy, and look for the cause.");
        }
    }
}
