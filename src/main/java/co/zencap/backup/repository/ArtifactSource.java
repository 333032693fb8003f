package co.zencap.backup.repository;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * A file on its way to the bucket. It goes back to a mark over any distance at no cost in memory, which lets the SDK
 * repeat a part whose request failed (it cannot with a plain file stream); and it sums up every byte once, however often
 * it is sent.
 */
public final class ArtifactSource extends InputStream {

    private final FileChannel channel;
    private final long partSize;
    private final MessageDigest sha256;
    private final CRC32 whole = new CRC32();
    private final CRC32 part = new CRC32();
    private final List<Long> parts = new ArrayList<>();
    private long position;
    private long mark;
    /** How far the sums reach. */
    private long summed;

    /** @param partSize bytes after which a new part begins, for the composite checksum */
    public ArtifactSource(Path file, long partSize) throws IOException {
        this.partSize = partSize;
        this.sha256 = DigestUtils.getSha256Digest();
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        if (length == 0) {
            return 0;
        }
        int read = channel.read(ByteBuffer.wrap(buffer, offset, length), position);
        if (read > 0) {
            int known = (int) Math.min(read, Math.max(0, summed - position));
            if (position <= summed) {
                sum(buffer, offset + known, read - known);
            }
            position += read;
        }
        return read;
    }

    private void sum(byte[] buffer, int offset, int length) {
        sha256.update(buffer, offset, length);
        whole.update(buffer, offset, length);
        int done = 0;
        while (done < length) {
            int piece = (int) Math.min(length - done, partSize - summed % partSize);
            part.update(buffer, offset + done, piece);
            done += piece;
            summed += piece;
            if (summed % partSize == 0) {
                endPart();
            }
        }
    }

    private void endPart() {
        parts.add(part.getValue());
        part.reset();
    }

    /** How many bytes were sent and summed up; those that were sent again count once. */
    public long sent() {
        return summed;
    }

    /** The SHA-256 of what was sent; may be called once, at the end. */
    public String sha256() {
        return HexFormat.of().formatHex(sha256.digest());
    }

    /** The forms in which a store may give the CRC32 of what was sent. */
    List<String> checksums() {
        List<Long> all = new ArrayList<>(parts);
        if (summed % partSize != 0) {
            all.add(part.getValue());
        }
        return List.of(Crc32Text.of(whole.getValue()), Crc32Text.composite(all));
    }

    @Override
    public int available() throws IOException {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(0, channel.size() - position));
    }

    @Override
    public boolean markSupported() {
        return true;
    }

    @Override
    public synchronized void mark(int readLimit) {
        mark = position;
    }

    @Override
    public synchronized void reset() {
        position = mark;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
