package co.zencap.backup.files;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/**
 * Writes pieces as a tar file. The library's own stream passes everything on in records of 512 bytes, and copies it; each of
 * them would be a call into the compressor.
 */
final class PackTar {
    private static final int RECORD = 512;

    /** The size of a tar file is a multiple of it. */
    private static final int BLOCK = 20 * RECORD;

    /** What is larger goes straight to the compressor. */
    private static final int GATHERED = 1 << 17;

    private static final byte[] ZEROS = new byte[BLOCK];

    private final OutputStream out;
    private final byte[] header = new byte[RECORD];
    private long size;

    PackTar(OutputStream out) {
        this.out = new BufferedOutputStream(out, GATHERED);
    }

    /** @param name in ASCII, at most 100 characters */
    void add(String name, byte[] bytes, int length) throws IOException {
        var entry = new TarArchiveEntry(name);
        entry.setSize(length);
        entry.setModTime(0);
        entry.writeEntryHeader(header);
        write(header, RECORD);
        write(bytes, length);
        fill(RECORD);
    }

    /**
     * Two empty records end it.
     *
     * @return the size of all of it
     */
    long finish() throws IOException {
        write(ZEROS, 2 * RECORD);
        fill(BLOCK);
        out.flush();
        return size;
    }

    private void fill(int unit) throws IOException {
        write(ZEROS, (int) (unit - 1 - (size + unit - 1) % unit));
    }

    private void write(byte[] bytes, int length) throws IOException {
        out.write(bytes, 0, length);
        size += length;
    }
}
