package co.zencap.backup.postgres.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The archive's primitives over one fixed buffer: bytes, integers (a sign byte, then four bytes, smallest first),
 * strings and runs of data that are handed on without a copy. Sources: {@code ReadInt}, {@code ReadStr} and
 * {@code ReadOffset} of PostgreSQL's {@code src/bin/pg_dump/pg_backup_archiver.c}.
 */
final class ArchiveInput {
    /** Receives a slice of the buffer, valid during the call only. */
    @FunctionalInterface
    interface Sink {
        void accept(byte[] buffer, int offset, int length) throws IOException;
    }

    static final int INT_BYTES = 4;
    private static final int BUFFER = 512 * 1024;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int next;
    private int limit;
    private long read;
    private long ceiling = Long.MAX_VALUE;

    ArchiveInput(InputStream in) {
        this.in = in;
    }

    /** Offset of the next byte from the archive's first one. */
    long position() {
        return read - (limit - next);
    }

    /** Refuses to read past {@code position}; lifted by {@link Long#MAX_VALUE}. */
    void ceiling(long position) {
        ceiling = position;
    }

    /** The next byte, or -1 at the end. */
    int read() throws IOException {
        return next < limit || fill() ? buffer[next++] & 0xff : -1;
    }

    int readByte() throws IOException {
        int b = read();
        if (b < 0) {
            throw ended();
        }
        return b;
    }

    int readInt() throws IOException {
        int sign;
        int value;
        if (limit - next > INT_BYTES) {
            sign = buffer[next];
            value = (buffer[next + 1] & 0xff)
                    | (buffer[next + 2] & 0xff) << 8
                    | (buffer[next + 3] & 0xff) << 16
                    | (buffer[next + 4] & 0xff) << 24;
            next += 1 + INT_BYTES;
        } else {
            sign = readByte();
            value = 0;
            for (int i = 0; i < INT_BYTES; i++) {
                value |= readByte() << 8 * i;
            }
        }
        if ((sign & ~1) != 0 || sign == 1 && value == 0) {
            throw ArchiveFormatException.damaged(
                    position(), "an integer of " + value + " has the sign byte " + (sign & 0xff));
        }
        return sign == 0 ? value : -value;
    }

    /** The length of a run of data: 0 or more. */
    int readLength() throws IOException {
        int length = readInt();
        if (length < 0) {
            throw ArchiveFormatException.damaged(position(), "the length of a piece of data is " + length);
        }
        return length;
    }

    /** A string's bytes, or null for the archive's null. Memory grows with what arrives, not with what is announced. */
    byte[] readString() throws IOException {
        int length = readInt();
        if (length < 0) {
            return null;
        }
        checkCeiling(length);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(Math.min(length, 8192));
        pass(length, bytes::write);
        return bytes.toByteArray();
    }

    void skipString() throws IOException {
        int length = readInt();
        if (length > 0) {
            checkCeiling(length);
            pass(length, (b, offset, n) -> {});
        }
    }

    /** Hands the next {@code length} bytes to {@code sink}, in one slice where they lie in the buffer. */
    void pass(int length, Sink sink) throws IOException {
        int left = length;
        while (left > 0) {
            if (next == limit && !fill()) {
                throw ended();
            }
            int n = Math.min(left, limit - next);
            sink.accept(buffer, next, n);
            next += n;
            left -= n;
        }
    }

    private void checkCeiling(int more) throws ArchiveFormatException {
        if (more > ceiling - position()) {
            throw new ArchiveFormatException(
                    position(),
                    "the table of contents goes on past its limit, byte " + ceiling,
                    "the archive is damaged, or it describes more objects than this version can handle");
        }
    }

    private boolean fill() throws IOException {
        int n = in.read(buffer, 0, buffer.length);
        next = 0;
        limit = Math.max(n, 0);
        read += limit;
        checkCeiling(0);
        return n > 0;
    }

    private ArchiveFormatException ended() {
        return ArchiveFormatException.damaged(position(), "it ends here, in the middle of something");
    }
}
