package co.zencap.backup.backup;

import co.zencap.backup.stream.Payload;
import co.zencap.backup.stream.TarHeader;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Copies PostgreSQL's list of a base backup's files, which is one of the files in its tar, as the tar passes. */
final class BaseFileList implements Payload {
    private static final String NAME = "backup_manifest";

    private final Payload source;
    private final Path file;
    private final byte[] header = new byte[TarHeader.BLOCK];
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
                step = Math.min(end - at, header.length - headerFilled);
                System.arraycopy(bytes, at, header, headerFilled, step);
                headerFilled += step;
                if (headerFilled == header.length) {
                    headerFilled = 0;
                    begin();
                }
            }
            at += step;
        }
    }

    private void begin() throws IOException {
        var member = new TarHeader(header);
        content = member.size();
        padding = member.padding();
        wanted = member.isNamed(NAME);
        found |= wanted;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
