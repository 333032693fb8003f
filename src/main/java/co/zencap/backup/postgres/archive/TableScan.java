package co.zencap.backup.postgres.archive;

import co.zencap.backup.postgres.ToolCommand;
import co.zencap.backup.postgres.ToolProcess;
import co.zencap.backup.stream.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * Takes fingerprints of tables from a live database; equal to the archive's for the same rows.
 *
 * <p>The driver hands over a row at a time, whole, and a row may have a gigabyte. So it reads small tables only; psql
 * reads the others, whose output comes in pieces.
 */
final class TableScan implements AutoCloseable {
    /** Of all its rows: no row can be larger. */
    private static final long SMALL_TABLE_BYTES = 4L << 20;

    private static final int PIECE = 128 * 1024;

    private final Connection connection;
    private final ToolCommand psql;
    private final String encoding;
    private final RowHash hash = new RowHash();
    private volatile ToolProcess reader;
    private volatile boolean closed;

    /**
     * Pins the session's settings with {@link RowText#pin}.
     *
     * @param connection of pgjdbc, or a pool's wrapper of one; stays the caller's to close
     * @param psql reaches the same database and takes statements from standard input
     * @param encoding in which the rows' text is hashed: {@link Fingerprint#encoding()} of the dump
     */
    TableScan(Connection connection, ToolCommand psql, String encoding) throws SQLException {
        this.connection = connection;
        this.psql = psql;
        this.encoding = encoding;
        RowText.pin(connection);
    }

    /**
     * Reads all of a table's rows.
     *
     * @param expected its columns count, in the dump's order; those that the table lacks are left out of the result
     * @return empty where there is no such table
     * @throws IOException when psql could not read it
     */
    Optional<TableFingerprint> fingerprint(TableFingerprint expected) throws SQLException, IOException {
        Optional<TableSource> found = TableSource.find(connection, expected.tableName(), expected.columns());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        TableSource source = found.get();
        CopyRows rows = new CopyRows(hash);
        if (expected.bytes() <= SMALL_TABLE_BYTES) {
            readByDriver(source, rows);
        } else {
            readByPsql(source, rows);
        }
        if (!rows.whole()) {
            throw new SQLException("The server's COPY of " + source.name() + " did not end with a whole row");
        }
        return Optional.of(TableFingerprint.of(source.name(), source.columns(), rows.sum()));
    }

    /** As {@link #fingerprint}, but has the server count the rows. */
    Optional<TableFingerprint> count(TableFingerprint expected) throws SQLException {
        Optional<TableSource> found = TableSource.find(connection, expected.tableName(), expected.columns());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        TableSource source = found.get();
        try (Statement statement = connection.createStatement()) {
            return Optional.of(TableFingerprint.ofCount(
                    source.name(), source.columns(), RowCounts.count(statement, source.count())));
        }
    }

    private void readByDriver(TableSource source, CopyRows rows) throws SQLException {
        CopyOut copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(source.copy(encoding));
        try {
            for (byte[] row = copy.readFromCopy(); row != null; row = copy.readFromCopy()) {
                rows.accept(row, 0, row.length);
            }
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private void readByPsql(TableSource source, CopyRows rows) throws IOException {
        String script = RowText.asCommands() + "\n" + source.copy(encoding) + ";\n";
        try (ToolProcess process = ToolProcess.start(psql, Payload.of(script.getBytes(StandardCharsets.UTF_8)))) {
            reader = process;
            if (closed) {
                return;
            }
            InputStream output = process.output();
            byte[] piece = new byte[PIECE];
            for (int n = output.read(piece); n >= 0; n = output.read(piece)) {
                rows.accept(piece, 0, n);
            }
            process.awaitSuccess();
        } finally {
            reader = null;
        }
    }

    /** Ends a reading that goes on in another thread; neither the driver nor a pipe heeds an interrupt. */
    @Override
    public void close() throws SQLException {
        closed = true;
        connection.abort(Runnable::run);
        ToolProcess running = reader;
        if (running != null) {
            running.close();
        }
    }
}
