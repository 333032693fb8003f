package co.zencap.backup.wal;

import co.zencap.backup.postgres.WalSegment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What {@code archive_command} and {@code restore_command} find around them: they run in the cluster's data directory.
 *
 * @param data that directory
 */
public record ClusterFiles(Path data) {
    private static final String READY = ".ready";
    private static final int NUMBER = 8;

    /** Of the first page of each segment: where it says of which cluster it is. */
    private static final int PAGE_ADDRESS = 8;

    private static final int PAGE_CLUSTER = 24;
    private static final int PAGE_HEADER = 40;

    /** The cluster's own number, which pg_control begins with. */
    public String systemIdentifier() throws IOException {
        Path control = data.resolve("global/pg_control");
        try (var in = Files.newInputStream(control)) {
            byte[] number = in.readNBytes(NUMBER);
            if (number.length < NUMBER) {
                throw new IOException(control + " is cut off.");
            }
            return Long.toUnsignedString(
                    ByteBuffer.wrap(number).order(ByteOrder.nativeOrder()).getLong());
        } catch (NoSuchFileException e) {
            throw new IOException(
                    "There is no cluster in " + data + ". HINT: archive_command and restore_command run in the data"
                            + " directory; elsewhere name it with --data.",
                    e);
        }
    }

    /**
     * Whether a segment is of this cluster, and of the place that its name tells.
     *
     * @throws IOException when it is not
     */
    public void check(String name, byte[] content) throws IOException {
        if (!WalSegment.isWhole(name)) {
            return;
        }
        if (content.length < PAGE_HEADER || Integer.bitCount(content.length) != 1) {
            throw new IOException(name + " has " + content.length + " bytes, which no segment of the log has."
                    + " HINT: it is not whole; the server hands it over again.");
        }
        ByteBuffer header = ByteBuffer.wrap(content).order(ByteOrder.nativeOrder());
        long start =
                WalSegment.parse(name, content.length).orElseThrow().start().value();
        String cluster = Long.toUnsignedString(header.getLong(PAGE_CLUSTER));
        if (header.getLong(PAGE_ADDRESS) != start || !cluster.equals(systemIdentifier())) {
            throw new IOException(name + " holds another part of the log, or that of another cluster, than its name and"
                    + " place say. HINT: nothing was stored; look at the server's disk.");
        }
    }

    /** The files that the server will hand over next, in their order. */
    public List<Path> ready() throws IOException {
        Path folder = data.resolve("pg_wal/archive_status");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(READY))
                    .map(name -> name.substring(0, name.length() - READY.length()))
                    .filter(WalSegment::isFile)
                    .sorted()
                    .map(name -> data.resolve("pg_wal").resolve(name))
                    .toList();
        }
    }
}
