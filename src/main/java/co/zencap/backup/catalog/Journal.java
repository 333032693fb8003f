package co.zencap.backup.catalog;

import co.zencap.backup.disk.Private;
import co.zencap.backup.json.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Entries that the catalog has not got yet, in order, one JSON document a line. Bounded: when it is full, new entries are
 * refused, and whoever wanted to write one says so in the log. Thread-safe.
 */
public final class Journal {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final long MOST_BYTES = 64L << 20;

    private final Path file;
    private final Path refused;

    /** @param file made when the first entry comes; what the catalog refuses goes beside it */
    public Journal(Path file) {
        this.file = file;
        String name = file.getFileName().toString();
        this.refused = file.resolveSibling(name.replaceFirst("(\\.jsonl)?$", ".refused$1"));
    }

    /** Where entries are kept that the catalog refuses; it need not be there. */
    public Path refused() {
        return refused;
    }

    /** Whether entries wait; then new ones must wait behind them. */
    public synchronized boolean isEmpty() {
        try {
            return !Files.exists(file) || Files.size(file) == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** How large it is; waits for nobody. */
    public long bytes() {
        return file.toFile().length();
    }

    /** What the last process wrote while the catalog was away has to be there before anything is concluded from it. */
    public void requireEmpty() {
        if (!isEmpty()) {
            throw new IllegalStateException("entries of the last process still wait in the catalog's journal");
        }
    }

    /** Adds an entry durably. */
    public synchronized void append(CatalogEntry entry) throws IOException {
        append(file, List.of(entry), "bring the catalog's database back; the entries are then written to it.");
    }

    /**
     * Keeps entries durably that the catalog refuses, in its folder's other file, from which a person may bring them back. The
     * same ones may come twice, when this process dies before they are removed here.
     */
    public synchronized void refuse(List<RefusedEntry> entries) throws IOException {
        if (!entries.isEmpty()) {
            append(
                    refused,
                    entries.stream().map(RefusedEntry::entry).toList(),
                    "mend why the catalog refuses entries, and move the file away.");
        }
    }

    private static void append(Path file, List<CatalogEntry> entries, String hint) throws IOException {
        if (!Files.exists(file)) {
            Files.createDirectories(file.getParent());
            Files.createFile(file, Private.FILE);
            sync(file.getParent(), StandardOpenOption.READ);
        }
        if (Files.size(file) > MOST_BYTES) {
            throw new IOException("The catalog's journal " + file + " has reached its limit of " + MOST_BYTES
                    + " bytes. HINT: " + hint);
        }
        // A crash may have left half a line; it must not spoil this one.
        var lines = new StringBuilder(endsInLine(file) ? "" : "\n");
        for (CatalogEntry entry : entries) {
            lines.append(Json.MAPPER.writeValueAsString(entry)).append('\n');
        }
        Files.writeString(file, lines, StandardOpenOption.APPEND, StandardOpenOption.DSYNC);
    }

    /** The oldest entries, at most {@code limit} lines of them. A line that a crash damaged holds no entry. */
    public synchronized Batch first(int limit) throws IOException {
        var entries = new ArrayList<CatalogEntry>();
        int count = 0;
        if (!isEmpty()) {
            try (var lines = read(file)) {
                for (String line = lines.readLine(); line != null && count < limit; line = lines.readLine()) {
                    parse(line).ifPresent(entries::add);
                    count++;
                }
            }
        }
        return new Batch(entries, count);
    }

    /**
     * All entries of a statement that still wait, in order.
     *
     * @throws UncheckedIOException when the file can't be read
     */
    public synchronized List<CatalogEntry> waiting(String statement) {
        return of(statement, file);
    }

    /**
     * The same, after those that the catalog has refused: all that it does not know.
     *
     * @throws UncheckedIOException when a file can't be read
     */
    public synchronized List<CatalogEntry> unknown(String statement) {
        var entries = new ArrayList<>(of(statement, refused));
        entries.addAll(of(statement, file));
        return entries;
    }

    private static List<CatalogEntry> of(String statement, Path file) {
        var entries = new ArrayList<CatalogEntry>();
        if (Files.exists(file)) {
            try (var lines = read(file)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.contains(statement)) {
                        parse(line)
                                .filter(entry -> statement.equals(entry.statement()))
                                .ifPresent(entries::add);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "The catalog's journal " + file + " can't be read: " + e.getMessage(), e);
            }
        }
        return entries;
    }

    /** Removes the oldest entries, because the catalog has them now, or has refused them. */
    public synchronized void removeFirst(int count) throws IOException {
        Path rest = file.resolveSibling(file.getFileName() + ".tmp");
        Files.deleteIfExists(rest); // of a crash; whoever has it open must not see what is written now
        Files.createFile(rest, Private.FILE);
        try (var lines = read(file);
                var out = Files.newBufferedWriter(rest, StandardCharsets.UTF_8)) {
            for (int i = 0; i < count; i++) {
                lines.readLine();
            }
            lines.transferTo(out);
        }
        sync(rest, StandardOpenOption.WRITE);
        Files.move(rest, file, StandardCopyOption.ATOMIC_MOVE);
        sync(file.getParent(), StandardOpenOption.READ);
    }

    /** What a crash cut in the middle of a character is not valid UTF-8; its line holds no entry, and the others count. */
    private static BufferedReader read(Path file) throws IOException {
        return new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8));
    }

    private static void sync(Path path, StandardOpenOption how) throws IOException {
        try (var channel = FileChannel.open(path, how)) {
            channel.force(true);
        }
    }

    private static boolean endsInLine(Path file) throws IOException {
        long size = Files.size(file);
        if (size == 0) {
            return true;
        }
        try (var bytes = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            bytes.read(last, size - 1);
            return last.get(0) == '\n';
        }
    }

    private static Optional<CatalogEntry> parse(String line) {
        try {
            return Optional.of(Json.MAPPER.readValue(line, CatalogEntry.class));
        } catch (JsonProcessingException e) {
            LOG.warn("A damaged line of the catalog's journal is passed over: {}", e.getOriginalMessage());
            return Optional.empty();
        }
    }

    /**
     * @param entries to be written to the catalog, in order
     * @param lines how many lines of the journal they took
     */
    public record Batch(List<CatalogEntry> entries, int lines) {}
}
