package co.zencap.backup.files;

import co.zencap.backup.files.FileEntry.Piece;
import co.zencap.backup.files.FileEntry.Type;
import co.zencap.backup.json.Json;
import co.zencap.backup.repository.LocalRepository.Stored;
import co.zencap.backup.stream.Payload;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;

/**
 * Makes the packs and the index of one file set: one thread scans, some read, some pack, one writes the index, in the
 * scan's order. Whoever is too fast waits; the first failure ends all.
 */
public final class FilePacking {
    private static final PendingFile END = PendingFile.complete(null);
    private static final int LINES_ON_THEIR_WAY = 4_000;

    private final FileSet set;
    private final PreviousFiles previous;
    private final PackTable packs;
    private final KnownContent known;
    private final Store store;
    private final Sizes sizes;
    private final LongConsumer progress;
    private final BlockingQueue<PendingFile> lines = new ArrayBlockingQueue<>(LINES_ON_THEIR_WAY);
    private final BlockingQueue<PendingFile> unread = new ArrayBlockingQueue<>(LINES_ON_THEIR_WAY);
    private final FileCounts counts = new FileCounts();

    /** Where artifacts go; compresses, encrypts and hashes on the way. Used by several threads. */
    public interface Store {

        /** The name of a pack of this number. */
        String packName(int number);

        /** The name of the index. */
        String indexName();

        Stored pack(int number, Payload tar) throws IOException;

        void index(Payload lines) throws IOException;
    }

    /**
     * @param packBytes a pack with more content takes nothing more
     * @param pieceBytes of a file that go into one piece at most
     * @param readers threads that read files
     * @param packers threads that compress and encrypt
     */
    public record Sizes(int packBytes, int pieceBytes, int readers, int packers) {

        public static Sizes of(int packers) {
            return new Sizes(64 << 20, 4 << 20, 2, Math.max(1, packers));
        }
    }

    FilePacking(
            FileSet set,
            PreviousFiles previous,
            PackTable packs,
            KnownContent known,
            Store store,
            Sizes sizes,
            LongConsumer progress) {
        this.set = set;
        this.previous = previous;
        this.packs = packs;
        this.known = known;
        this.store = store;
        this.sizes = sizes;
        this.progress = progress;
    }

    /** Does all of it. */
    FileCounts run() throws IOException, InterruptedException {
        var chunks = new ChunkQueue(2 * sizes.packers() + 2, sizes.pieceBytes());
        var readersLeft = new AtomicInteger(sizes.readers());
        try (Crew crew = new Crew("files-" + set.id())) {
            crew.start(this::scan);
            for (int i = 0; i < sizes.readers(); i++) {
                crew.start(() -> read(chunks, readersLeft));
            }
            for (int i = 0; i < sizes.packers(); i++) {
                crew.start(new Packer(chunks, known, packs, store, sizes.packBytes())::run);
            }
            crew.start(() -> {
                store.index(new IndexLines());
                return null;
            });
            crew.await();
        }
        return counts;
    }

    private Void scan() throws IOException, InterruptedException {
        new FileScan(set, new FirstNames(FirstNames.DEFAULT_LIMIT), this::found).run();
        lines.put(END);
        for (int i = 0; i < sizes.readers(); i++) {
            unread.put(END);
        }
        return null;
    }

    private void found(FileEntry entry, boolean severalNames) throws InterruptedException {
        FileEntry same = entry.type() == Type.FILE ? previous.unchanged(entry) : null;
        if (same != null) {
            for (Piece piece : same.pieces()) {
                packs.use(piece.pack(), piece.bytes());
            }
            lines.put(PendingFile.complete(same));
        } else if (entry.type() == Type.FILE) {
            var file = new PendingFile(entry, severalNames);
            lines.put(file);
            unread.put(file);
        } else {
            lines.put(PendingFile.complete(entry));
        }
    }

    private Void read(ChunkQueue chunks, AtomicInteger readersLeft) throws InterruptedException {
        var reading = new FileReading(chunks, sizes.pieceBytes(), set.followLinks(), counts::read);
        for (PendingFile file = unread.take(); file != END; file = unread.take()) {
            reading.read(file);
            progress.accept(counts.readBytes());
        }
        if (readersLeft.decrementAndGet() == 0) {
            for (int i = 0; i < sizes.packers(); i++) {
                chunks.put(Chunk.END);
            }
        }
        return null;
    }

    /** The index: one line of JSON for each path. */
    private final class IndexLines implements Payload {
        private final Set<FileName> skipped = new HashSet<>();

        @Override
        public void writeTo(OutputStream out) throws IOException {
            ObjectWriter json = Json.MAPPER.writerFor(FileEntry.class).without(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            try {
                for (PendingFile line = lines.take(); line != END; line = lines.take()) {
                    FileEntry entry = resolved(line.await(), line.hasSeveralNames());
                    counts.count(entry);
                    out.write(json.writeValueAsBytes(entry));
                    out.write('\n');
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("writing the index was interrupted");
            }
        }

        /** Another name of a file that was skipped under its first one has nothing to be a name of. */
        private FileEntry resolved(FileEntry entry, boolean severalNames) {
            if (entry.type() == Type.SKIPPED) {
                if (severalNames) {
                    skipped.add(entry.path());
                }
            } else if (entry.type() == Type.HARDLINK && skipped.contains(entry.link())) {
                return entry.skipped("another name of " + entry.link() + ", which could not be read");
            }
            return entry;
        }

        @Override
        public void close() {
            // The lines belong to the packing.
        }
    }
}
