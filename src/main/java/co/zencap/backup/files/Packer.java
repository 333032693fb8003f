package co.zencap.backup.files;

import co.zencap.backup.files.FileEntry.Piece;
import co.zencap.backup.repository.LocalRepository.Stored;
import co.zencap.backup.stream.Payload;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Puts chunks that are new into packs, one pack after the other. Several work side by side on one queue. */
final class Packer {
    private static final int GATHERED = 1 << 17;

    private final ChunkQueue chunks;
    private final KnownContent known;
    private final PackTable packs;
    private final FilePacking.Store store;
    private final int packBytes;
    private final MessageDigest digest = DigestUtils.getSha256Digest();
    private int number;
    private String name = "";
    private boolean ended;

    Packer(ChunkQueue chunks, KnownContent known, PackTable packs, FilePacking.Store store, int packBytes) {
        this.chunks = chunks;
        this.known = known;
        this.packs = packs;
        this.store = store;
        this.packBytes = packBytes;
    }

    Void run() throws IOException, InterruptedException {
        number = packs.reserve();
        for (Chunk chunk = nextNew(); chunk != null; chunk = nextNew()) {
            var pack = new NewPack(chunk);
            Stored stored = store.pack(number, pack);
            packs.made(number, store.packName(number), pack.tarBytes, pack.contentBytes, stored);
            number = packs.reserve();
        }
        return null;
    }

    /** The next chunk whose content lies nowhere yet; null after the last. */
    private Chunk nextNew() throws InterruptedException {
        while (!ended) {
            Chunk chunk = chunks.take();
            if (chunk == Chunk.END) {
                ended = true;
            } else {
                digest.update(chunk.bytes(), 0, chunk.length());
                byte[] sha256 = digest.digest();
                int owner = known.claim(sha256, number);
                located(chunk, sha256, owner == 0 ? number : owner);
                if (owner == 0) {
                    return chunk;
                }
                chunks.release(chunk.bytes());
            }
        }
        return null;
    }

    private void located(Chunk chunk, byte[] sha256, int owner) {
        name = HexFormat.of().formatHex(sha256);
        packs.use(owner, chunk.length());
        chunk.file().located(chunk.index(), new Piece(name, owner, chunk.length()));
    }

    private final class NewPack implements Payload {
        private final Chunk first;
        private long contentBytes;
        private long tarBytes;

        NewPack(Chunk first) {
            this.first = first;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            // The library writes records of 512 bytes, each of which would be a call into the compressor.
            var gathered = new BufferedOutputStream(out, GATHERED);
            var tar = new TarArchiveOutputStream(gathered);
            try {
                for (Chunk chunk = first; chunk != null; chunk = contentBytes < packBytes ? nextNew() : null) {
                    add(tar, chunk);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("packing was interrupted");
            }
            tar.finish();
            gathered.flush();
            tarBytes = tar.getBytesWritten();
        }

        private void add(TarArchiveOutputStream tar, Chunk chunk) throws IOException {
            var entry = new TarArchiveEntry(name);
            entry.setSize(chunk.length());
            entry.setModTime(0);
            tar.putArchiveEntry(entry);
            tar.write(chunk.bytes(), 0, chunk.length());
            tar.closeArchiveEntry();
            contentBytes += chunk.length();
            chunks.release(chunk.bytes());
        }

        @Override
        public void close() {
            // The chunks belong to the packer.
        }
    }
}
