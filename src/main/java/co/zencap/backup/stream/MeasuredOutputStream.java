package co.zencap.backup.stream;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.apache.commons.codec.digest.DigestUtils;

/** Counts and hashes (SHA-256) what passes. */
public final class MeasuredOutputStream extends FilterOutputStream {
    private final MessageDigest digest = DigestUtils.getSha256Digest();
    private long size;

    public MeasuredOutputStream(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int b) throws IOException {
        out.write(b);
        digest.update((byte) b);
        size++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        digest.update(bytes, offset, length);
        size += length;
    }

    /** Bytes so far. */
    public long size() {
        return size;
    }

    /** The hash of all bytes, 64 hexadecimal digits; ends the measuring. */
    public String sha256Hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
