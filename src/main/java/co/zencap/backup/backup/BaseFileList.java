package co.zencap.backup.backup;

import co.zencap.backup.stream.Payload;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Copies PostgreSQL's list of a base backup's files, which is one of the files in its tar, as the tar passes. */
final class BaseFileList implements Payload {
    private static final int BLOCK = 512;
    private static final int NAME_LENGTH = 100;
    private static final int SIZE_AT = 124;
    private static final int SIZE_LENGTH = 12;
    private static final byte[] NAME =
            Arrays.copyOf("backup_manifest".getBytes(StandardCharsets.US_ASCII), NAME_LENGTH);

    private final Payload source;
    private final Path file;
    private final byte[] header = new byte[BLOCK];
    private int headerFilled;
    private long content;
    private long padding;
    private boolean wanted;
    private boolean found;

    /**
     * @param source a tar as PostgreSQL makes them; closed with this
     * @param file an empty file, which gets the list
     */
    BaseFileList(Payload source, Path file) {
        this.source = source;
        this.file = file;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        try (OutputStream list = new BufferedOutputStream(Files.newOutputStream(file))) {
            source.writeTo(new FilterOutputStream(out) {
                @Override
                public void write(int b) throws IOException {
                    write(new byte[] {(byte) b}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int offset, int count) throws IOException {
                    out.write(bytes, offset, count);
                    follow(bytes, offset, count, list);
                }
            });
        }
        if (!found) {
            throw new IOException("What pg_basebackup wrote has no backup_manifest in it."
                    + " HINT: see whether its program and the server are of the same version.");
        }
    }

    private void follow(byte[] bytes, int offset, int count, OutputStream list) throws IOException {
        int at = offset;
        int end = offset + count;
        while (at < end) {
            int step;
            if (content > 0) {
                step = (int) Math.min(end - at, content);
                if (wanted) {
                    list.write(bytes, at, step);
                }
                content -= step;
            } else if (padding > 0) {
                step = (int) Math.min(end - at, padding);
                padding -= step;
            } else {
                step = Math.min(end - at, BLOCK - headerFilled);
                System.arraycopy(bytes, at, header, headerFilled, step);
                headerFilled += step;
                if (headerFilled == BLOCK) {
                    headerFilled = 0;
                    begin();
                }
            }
            at += step;
        }
    }

    /** Blocks of zeros, with which a tar ends, describe an empty file without a name. */
    private void begin() throws IOException {
        content = size();
        padding = (BLOCK - content % BLOCK) % BLOCK;
        wanted = Arrays.equals(header, 0, NAME_LENGTH, NAME, 0, NAME_LENGTH);
        found |= wanted;
    }

    /** In octal digits; or, where those don't suffice, as a number whose first bit is set. */
    private long size() throws IOException {
        long size = 0;
        if ((header[SIZE_AT] & 0x80) != 0) {
            for (int i = SIZE_AT + 4; i < SIZE_AT + SIZE_LENGTH; i++) {
                size = size << 8 | header[i] & 0xff;
            }
        } else {
            for (int i = SIZE_AT; i < SIZE_AT + SIZE_LENGTH && header[i] >= '0' && header[i] <= '7'; i++) {
                size = size << 3 | header[i] - '0';
            }
        }
        if (size < 0) {
            throw new IOException("What pg_basebackup wrote is no tar file.");
        }
        return size;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
