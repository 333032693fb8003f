package co.zencap.backup.files;

import co.zencap.backup.disk.FreeSpace;
import co.zencap.backup.disk.Private;
import co.zencap.backup.files.FileEntry.Piece;
import co.zencap.backup.files.FileEntry.Type;
import co.zencap.backup.stream.TarEntries;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/**
 * Brings files back into an empty folder: first folders, then content, pack by pack, last links and status. Links come
 * last so that nothing is ever written through one; paths in packs are never looked at, those of the index never leave
 * the folder.
 */
public final class FileRestore {
    /** Places that are kept in memory at a time, 400 bytes each; the index is read again for the next so many. */
    private static final int PLACES = 100_000;

    private static final int LARGEST_PIECE = 64 << 20;

    private final Source source;
    private final Path folder;
    private final Selection wanted;
    private final int threads;
    private final int places;
    private final LongConsumer progress;
    private final AtomicLong written = new AtomicLong();
    private FileChoice choice;

    /** The backup. */
    public interface Source {

        /** The index's lines from the beginning. */
        FileIndex index() throws IOException;

        /** Packs that the index refers to. */
        List<Pack> packs();

        /** A pack's tar; reading it to the end proves that it is the one that the manifest means. */
        InputStream open(Pack pack) throws IOException;
    }

    /**
     * What was restored.
     *
     * @param owners whether files belong to whom they belonged; only root can see to that
     */
    public record Restored(long files, long folders, long links, long bytes, boolean owners) {}

    /**
     * @param folder must not exist, or be empty
     * @param wanted which paths; none: everything
     * @param threads packs that are read at a time
     * @param progress gets the bytes of content written so far
     */
    public FileRestore(Source source, Path folder, Selection wanted, int threads, LongConsumer progress) {
        this(source, folder, wanted, threads, progress, PLACES);
    }

    FileRestore(Source source, Path folder, Selection wanted, int threads, LongConsumer progress, int places) {
        this.places = places;
        this.source = source;
        this.folder = folder.toAbsolutePath().normalize();
        this.wanted = wanted;
        this.threads = threads;
        this.progress = progress;
    }

    /** @throws IOException when the folder is not empty or too small, or something of the backup is missing or damaged */
    public Restored run() throws IOException, InterruptedException {
        try {
            return restored();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (IllegalArgumentException e) { // a path that leads out of the folder
            throw new IOException(e.getMessage(), e);
        }
    }

    private Restored restored() throws IOException, InterruptedException {
        prepareFolder();
        choice = FileChoice.of(source, wanted);
        Map<Integer, Integer> places = makeFolders();
        var open = new ArrayDeque<>(source.packs().stream()
                .filter(pack -> places.containsKey(pack.number()))
                .toList());
        requirePacks(places, open);
        while (!open.isEmpty()) {
            var round = new ArrayList<Pack>();
            int count = 0;
            while (!open.isEmpty()
                    && (count == 0 || count + places.get(open.peek().number()) <= this.places)) {
                round.add(open.peek());
                count += places.get(open.remove().number());
            }
            // One pack alone may have more: a million files can be the same.
            for (long from = 0; from < count; from += this.places) {
                restore(round, from);
            }
        }
        return new FileFinishing(source, folder, choice).run();
    }

    private void prepareFolder() throws IOException {
        Files.createDirectories(folder, Private.FOLDER);
        requireEmpty(folder);
    }

    /** @throws IOException when there is something in the folder already */
    public static void requireEmpty(Path folder) throws IOException {
        if (!isEmpty(folder)) {
            throw new IOException("The folder " + folder + " is not empty. HINT: name one that is empty or does not"
                    + " exist; nothing is ever restored over something else.");
        }
    }

    /** Whether nothing is in a folder, or there is none. */
    public static boolean isEmpty(Path folder) throws IOException {
        if (Files.notExists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return true;
        }
        try (Stream<Path> content = Files.list(folder)) {
            return content.findAny().isEmpty();
        }
    }

    /** @return how many pieces are wanted of each pack */
    private Map<Integer, Integer> makeFolders() throws IOException {
        var places = new HashMap<Integer, Integer>();
        long bytes = 0;
        FileName parent = null;
        try (FileIndex index = source.index()) {
            while (index.hasNext()) {
                FileEntry entry = index.next();
                FileName path = choice.place(entry);
                if (path == null) {
                    continue;
                }
                Path place = path.in(folder);
                if (entry.type() == Type.FOLDER) {
                    Files.createDirectories(place);
                } else if (!FileName.of(place.getParent()).equals(parent)) {
                    parent = FileName.of(place.getParent());
                    Files.createDirectories(place.getParent());
                }
                if (entry.type() == Type.FILE) {
                    bytes += entry.size();
                    entry.pieces().forEach(piece -> places.merge(piece.pack(), 1, Integer::sum));
                }
            }
        }
        requireSpace(bytes);
        return places;
    }

    private void requireSpace(long bytes) throws IOException {
        FreeSpace free = FreeSpace.of(folder);
        if (free.isLessThan(bytes)) {
            throw new IOException("The files need " + bytes + " bytes in " + folder + ", where " + free.bytes()
                    + " are free. HINT: name a folder on a larger disk, or restore fewer files.");
        }
    }

    private static void requirePacks(Map<Integer, Integer> places, Collection<Pack> found) throws IOException {
        if (found.size() < places.size()) {
            throw new IOException("The index refers to packs that the manifest does not name."
                    + " HINT: this backup is damaged; verify the other repository's copy.");
        }
    }

    /** @param from leaves out so many of the packs' places, and does the next ones */
    private void restore(List<Pack> round, long from) throws IOException, InterruptedException {
        var targets = new PieceTargets(folder);
        var numbers = round.stream().map(Pack::number).collect(Collectors.toSet());
        long place = 0;
        try (FileIndex index = source.index()) {
            while (index.hasNext()) {
                FileEntry entry = index.next();
                FileName path = entry.type() == Type.FILE ? choice.place(entry) : null;
                long offset = 0;
                for (Piece piece : path == null ? List.<Piece>of() : entry.pieces()) {
                    if (numbers.contains(piece.pack())) {
                        if (place >= from && place < from + places) {
                            targets.add(path, offset, piece);
                        }
                        place++;
                    }
                    offset += piece.bytes();
                }
            }
        }
        var queue = new ConcurrentLinkedQueue<>(round);
        try (Crew crew = new Crew("restore-files")) {
            for (int i = 0; i < threads; i++) {
                crew.start(() -> {
                    for (Pack pack = queue.poll(); pack != null; pack = queue.poll()) {
                        restore(pack, targets);
                    }
                    return null;
                });
            }
            crew.await();
        }
    }

    private void restore(Pack pack, PieceTargets targets) throws IOException {
        int found = 0;
        try (InputStream plain = source.open(pack);
                var tar = new TarEntries(plain)) {
            for (TarArchiveEntry entry = tar.next(); entry != null; entry = tar.next()) {
                String sha256 = entry.getName();
                if (targets.wants(pack.number(), sha256)) {
                    byte[] content = content(pack, entry, tar.content());
                    targets.write(pack.number(), sha256, content);
                    progress.accept(written.addAndGet(content.length));
                    found++;
                }
            }
            plain.transferTo(OutputStream.nullOutputStream());
        }
        if (found < targets.wanted(pack.number())) {
            throw new IOException("The pack " + pack.key() + " lacks content that the index says it has."
                    + " HINT: this copy is damaged; restore from the other repository.");
        }
    }

    private static byte[] content(Pack pack, TarArchiveEntry entry, InputStream tar) throws IOException {
        if (entry.getSize() > LARGEST_PIECE) {
            throw new IOException("The pack " + pack.key() + " holds a piece that is too large to be one."
                    + " HINT: it was not made by this program; do not trust it.");
        }
        byte[] content = tar.readNBytes((int) entry.getSize());
        String found = DigestUtils.sha256Hex(content);
        if (!found.equals(entry.getName())) {
            throw new IOException("The content of a piece in " + pack.key() + " is not what its name says."
                    + " HINT: this copy is damaged; restore from the other repository.");
        }
        return content;
    }
}
