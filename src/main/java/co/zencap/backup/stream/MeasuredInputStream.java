package co.zencap.backup.stream;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.LongConsumer;
import org.apache.commons.codec.digest.DigestUtils;

/** Counts and hashes (SHA-256) what is read, and tells an observer the running total. */
public final class MeasuredInputStream extends FilterInputStream {
    private final MessageDigest digest = DigestUtils.getSha256Digest();
    private final LongConsumer observer;
    private long size;

    public MeasuredInputStream(InputStream in, LongConsumer observer) {
        super(in);
        this.observer = observer;
    }

    @Override
    public int read() throws IOException {
        int b = in.read();
        if (b >= 0) {
            digest.update((byte) b);
            observer.accept(++size);
        }
        return b;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = in.read(bytes, offset, length);
        if (read > 0) {
            digest.update(bytes, offset, read);
            observer.accept(size += read);
        }
        return read;
    }

    @Override
    public long skip(long count) throws IOException {
        return readNBytes((int) Math.min(count, 8192)).length;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** Bytes so far. */
    public long size() {
        return size;
    }

    /** The hash of all bytes read, 64 hexadecimal digits; ends the measuring. */
    public String sha256Hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
