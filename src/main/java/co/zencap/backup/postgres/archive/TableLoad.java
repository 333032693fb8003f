package co.zencap.backup.postgres.archive;

import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;

/**
 * Loads chosen tables of an archive as it streams by, so that neither a decrypted dump nor a row has to be kept anywhere. What
 * is behind the last of them is not read. Memory is one buffer.
 */
public final class TableLoad {
    /** The driver hands over a row whole when it is read back; a larger one is only counted. */
    private static final int LARGEST_ROW_READ_BACK = 8 << 20;

    private static final int BLOCK_DATA = 1;
    private static final int BLOCK_LARGE_OBJECTS = 3;

    private final Connection connection;
    private final String encoding;
    private final Map<Integer, CopyTarget> targets;
    private final Map<Integer, Loaded> loaded = new HashMap<>();

    /**
     * Where rows go.
     *
     * @param table its name, quoted for SQL
     * @param columns a list of their names in the rows' order, quoted for SQL
     */
    public record CopyTarget(String table, String columns) {}

    /**
     * What has been loaded.
     *
     * @param rows how many
     * @param hash of them, as the fingerprint has it
     * @param comparable whether they can be {@linkplain #hash read back} without a heap of their size
     */
    public record Loaded(long rows, String hash, boolean comparable) {}

    /**
     * @param connection of pgjdbc, in a transaction, whose settings are pinned by {@link RowText#pin}
     * @param targets by the number of the archive's entry
     */
    public TableLoad(Connection connection, String encoding, Map<Integer, CopyTarget> targets) {
        this.connection = connection;
        this.encoding = encoding;
        this.targets = Map.copyOf(targets);
    }

    /** Reads {@code archive} until everything wanted is loaded; it stays the caller's to close. */
    public Map<Integer, Loaded> run(InputStream archive) throws IOException, SQLException {
        var in = new ArchiveInput(archive);
        Map<Integer, TocEntry> entries = new TocReader(in, ArchiveHeader.read(in)).read();
        Set<Integer> wanted = new HashSet<>(targets.keySet());
        while (!wanted.isEmpty()) {
            long start = in.position();
            int type = in.read();
            if (type < 0) {
                throw ArchiveFormatException.damaged(start, "it ends without the rows of " + wanted.size() + " tables");
            }
            int dumpId = in.readInt();
            TocEntry entry = entries.get(dumpId);
            if (entry == null || type != BLOCK_DATA && type != BLOCK_LARGE_OBJECTS) {
                throw ArchiveFormatException.damaged(start, "the data of entry " + dumpId + " should not be here");
            }
            if (type == BLOCK_LARGE_OBJECTS) {
                for (int oid = in.readInt(); oid != 0; oid = in.readInt()) {
                    pass(in, (buffer, offset, length) -> {});
                }
            } else if (wanted.remove(dumpId)) {
                load(in, entry, targets.get(dumpId));
            } else {
                pass(in, (buffer, offset, length) -> {});
            }
        }
        return Map.copyOf(loaded);
    }

    private void load(ArchiveInput in, TocEntry entry, CopyTarget target) throws IOException, SQLException {
        var rows = new CopyRows(new RowHash());
        int largest = 0;
        CopyIn copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY " + target.table() + (target.columns().isEmpty() ? "" : " (" + target.columns() + ")")
                        + " FROM STDIN (ENCODING '" + encoding.replace("'", "''") + "')");
        try {
            for (int length = in.readLength(); length != 0; length = in.readLength()) {
                largest = Math.max(largest, length);
                in.pass(length, (buffer, offset, n) -> {
                    rows.accept(buffer, offset, n);
                    write(copy, buffer, offset, n);
                });
            }
            if (!rows.terminated()) {
                throw ArchiveFormatException.damaged(
                        in.position(), "the rows of " + entry + " don't end as they should");
            }
            long taken = copy.endCopy();
            if (taken != rows.sum().count()) {
                throw new IOException("Of " + rows.sum().count() + " rows of " + entry + " the server took " + taken);
            }
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
        loaded.put(
                entry.dumpId(),
                new Loaded(rows.sum().count(), rows.sum().toString(), largest <= LARGEST_ROW_READ_BACK));
    }

    /** Reads rows back: equal to what {@link Loaded#hash} says where they are the same. */
    public String hash(CopyTarget table) throws SQLException {
        var rows = new CopyRows(new RowHash());
        CopyOut copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut("COPY " + table.table() + (table.columns().isEmpty() ? "" : " (" + table.columns() + ")")
                        + " TO STDOUT (ENCODING '" + encoding.replace("'", "''") + "')");
        try {
            for (byte[] row = copy.readFromCopy(); row != null; row = copy.readFromCopy()) {
                rows.accept(row, 0, row.length);
            }
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
        return rows.sum().toString();
    }

    private static void pass(ArchiveInput in, ArchiveInput.Sink sink) throws IOException {
        for (int length = in.readLength(); length != 0; length = in.readLength()) {
            in.pass(length, sink);
        }
    }

    private static void write(CopyIn rows, byte[] buffer, int offset, int length) throws IOException {
        try {
            rows.writeToCopy(buffer, offset, length);
        } catch (SQLException e) {
            throw new IOException("the server does not take the archive's rows", e);
        }
    }
}
