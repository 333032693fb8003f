package co.zencap.backup.stream;

import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * The entries of a tar file that anybody may have made, one after the other. What describes an entry is kept in memory, so no
 * description may be longer than an honest one; and no entry may be larger than what is stored of it.
 */
public final class TarEntries implements Closeable {
    /** A long name, or the attributes of a file: some kilobytes. */
    private static final int LONGEST_DESCRIPTION = 1 << 20;

    private final Description source;
    private final TarArchiveInputStream tar;
    private boolean begun;

    /** @param plain the tar; closed with this, and then at the end of the last entry, not at its own */
    public TarEntries(InputStream plain) {
        source = new Description(plain);
        tar = new TarArchiveInputStream(source);
    }

    /**
     * The next entry, which need not have been read to its end; null after the last one.
     *
     * @throws IOException when this is no tar, or none that a program of ours makes
     */
    public TarArchiveEntry next() throws IOException {
        if (begun) {
            tar.transferTo(OutputStream.nullOutputStream());
        }
        source.allow(LONGEST_DESCRIPTION);
        TarArchiveEntry entry;
        try {
            entry = tar.getNextEntry();
        } catch (RuntimeException e) {
            throw new IOException("The tar file is damaged: an entry can't be read.", e);
        }
        source.allow(Long.MAX_VALUE);
        if (entry != null && entry.isSparse()) {
            throw new IOException("The tar file holds a file with holes, which none of ours does."
                    + " HINT: it was not made by this program; don't trust it.");
        }
        begun = entry != null;
        return entry;
    }

    /** The content of the entry that was got last. */
    public InputStream content() {
        return tar;
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }

    /** Fails once more is read than may be. */
    private static final class Description extends FilterInputStream {
        private long left;

        Description(InputStream in) {
            super(in);
        }

        void allow(long bytes) {
            left = bytes;
        }

        @Override
        public int read() throws IOException {
            int read = in.read();
            count(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = in.read(bytes, offset, length);
            count(read);
            return read;
        }

        @Override
        public long skip(long count) throws IOException {
            long skipped = in.skip(count);
            count(skipped);
            return skipped;
        }

        @Override
        public boolean markSupported() {
            return false;
        }

        private void count(long read) throws IOException {
            left -= Math.max(0, read);
            if (left < 0) {
                throw new IOException("The tar file describes an entry with more than " + LONGEST_DESCRIPTION
                        + " bytes. HINT: it was not made by this program; don't trust it.");
            }
        }
    }
}
