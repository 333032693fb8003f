package co.zencap.backup.stream;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/** One tar of several and of files beside them, made as they pass; none of them is kept. */
public final class JoinedTar {
    private static final int BUFFER = 1 << 17;
    private static final int OWNER_ONLY = 0100600;

    private final OutputStream out;
    private final byte[] buffer = new byte[BUFFER];

    /** @param out gets the tar; neither flushed nor closed */
    public JoinedTar(OutputStream out) {
        this.out = out;
    }

    /**
     * Adds all members of a tar.
     *
     * @param tar read to its end, and not closed
     * @param folder in which they come to lie; empty: as they are
     * @param leftOut the name of a member that does not get in; empty: all do
     * @return bytes that they take
     * @throws EOFException when it is not whole
     */
    public long add(InputStream tar, String folder, String leftOut) throws IOException {
        long taken = 0;
        byte[] block = new byte[TarHeader.BLOCK];
        var header = new TarHeader(block);
        while (true) {
            if (tar.readNBytes(block, 0, block.length) < block.length) {
                throw new EOFException("A tar that pg_basebackup wrote ends too early.");
            }
            if (header.isEnd()) {
                tar.transferTo(OutputStream.nullOutputStream());
                return taken;
            }
            long content = header.size() + header.padding();
            if (header.isNamed(leftOut)) {
                copy(tar, content, OutputStream.nullOutputStream());
                continue;
            }
            if (!folder.isEmpty()) {
                header.into(folder);
            }
            out.write(block);
            copy(tar, content, out);
            taken += block.length + content;
        }
    }

    private void copy(InputStream from, long bytes, OutputStream to) throws IOException {
        for (long left = bytes; left > 0; ) {
            int read = from.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new EOFException("A tar that pg_basebackup wrote ends within a file.");
            }
            to.write(buffer, 0, read);
            left -= read;
        }
    }

    /**
     * Adds a file.
     *
     * @param name in the tar, of 100 characters of ASCII at most
     */
    public void file(String name, Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        var entry = new TarArchiveEntry(name);
        entry.setSize(attributes.size());
        entry.setMode(OWNER_ONLY);
        entry.setModTime(attributes.lastModifiedTime());
        byte[] block = new byte[TarHeader.BLOCK];
        entry.writeEntryHeader(block);
        out.write(block);
        try (InputStream content = Files.newInputStream(file)) {
            copy(content, attributes.size(), out);
        }
        out.write(new byte[(int) new TarHeader(block).padding()]);
    }

    /** Nothing can be added any more. */
    public void end() throws IOException {
        out.write(new byte[2 * TarHeader.BLOCK]);
    }
}
