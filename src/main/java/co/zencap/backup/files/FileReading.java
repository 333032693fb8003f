package co.zencap.backup.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.LongConsumer;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Reads files, piece by piece. What vanishes, grows or shrinks meanwhile keeps no other file from being read; the entry
 * says so.
 */
final class FileReading {
    private static final int READ = 1 << 17;
    private static final String NOTHING =
            HexFormat.of().formatHex(DigestUtils.getSha256Digest().digest());

    private final ChunkQueue chunks;
    private final int pieceBytes;
    private final LongConsumer read;
    private final OpenOption[] options;

    /** @param read gets the number of bytes of every piece */
    FileReading(ChunkQueue chunks, int pieceBytes, boolean followLinks, LongConsumer read) {
        this.chunks = chunks;
        this.pieceBytes = pieceBytes;
        this.read = read;
        this.options = followLinks
                ? new OpenOption[] {StandardOpenOption.READ}
                : new OpenOption[] {StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS};
    }

    void read(PendingFile file) throws InterruptedException {
        Path path = file.found().path().inRoot();
        InputStream in;
        try {
            in = Files.newInputStream(path, options);
        } catch (IOException e) {
            file.skip(FileScan.reason(e));
            return;
        }
        try (in) {
            pieces(file, path, in);
        } catch (IOException e) {
            file.skip("it could not be read to its end: " + FileScan.reason(e));
        }
    }

    private void pieces(PendingFile file, Path path, InputStream in) throws IOException, InterruptedException {
        long expected = file.found().size();
        MessageDigest whole = expected > pieceBytes ? DigestUtils.getSha256Digest() : null;
        long size = 0;
        int count = 0;
        while (size < expected) {
            int length = (int) Math.min(pieceBytes, expected - size);
            byte[] buffer = chunks.buffer(length);
            int n = piece(in, buffer, length, whole);
            if (n == 0) {
                chunks.release(buffer);
                break;
            }
            chunks.put(new Chunk(file, count++, buffer, n));
            size += n;
            read.accept(n);
        }
        String warning = warning(file, path, in, size);
        String sha256 =
                count == 0 ? NOTHING : whole == null ? null : HexFormat.of().formatHex(whole.digest());
        file.read(sha256, size, count, warning);
    }

    /** In small reads, so that what is hashed is still in the processor's cache. Gives the buffer back when reading fails. */
    private int piece(InputStream in, byte[] buffer, int length, MessageDigest whole) throws IOException {
        try {
            int size = 0;
            for (int n = 0; n >= 0 && size < length; ) {
                n = in.read(buffer, size, Math.min(READ, length - size));
                if (n > 0) {
                    if (whole != null) {
                        whole.update(buffer, size, n);
                    }
                    size += n;
                }
            }
            return size;
        } catch (IOException | RuntimeException e) {
            chunks.release(buffer);
            throw e;
        }
    }

    private static String warning(PendingFile file, Path path, InputStream in, long size) throws IOException {
        FileEntry found = file.found();
        if (size < found.size()) {
            return "it shrank while it was read";
        }
        if (in.read() >= 0) {
            return "it grew while it was read; stored as of " + size + " bytes";
        }
        boolean touched = !Files.getLastModifiedTime(path)
                .toInstant()
                .equals(found.status().modified());
        return touched ? "it changed while it was read" : null;
    }
}
