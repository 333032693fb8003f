package co.zencap.backup.postgres.archive;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * Takes fingerprints of tables from one live session; equal to the archive's for the same rows.
 */
public final class TableScan {
    private final Connection connection;
    private final String encoding;
    private final RowHash hash = new RowHash();

    /**
     * Pins the session's settings with {@link RowText#pin}.
     *
     * @param connection of pgjdbc, or a pool's wrapper of one; stays the caller's to close
     * @param encoding in which the rows' text is hashed: {@link Fingerprint#encoding()} of the dump
     */
    public TableScan(Connection connection, String encoding) throws SQLException {
        this.connection = connection;
        this.encoding = encoding;
        RowText.pin(connection);
    }

    /**
     * Reads all of the table's rows.
     *
     * @param columns the columns that count, in the dump's order; those that the table lacks are left out of the result
     * @return empty where there is no such table
     */
    public Optional<TableFingerprint> fingerprint(TableName name, List<String> columns) throws SQLException {
        Optional<TableSource> source = TableSource.find(connection, name, columns);
        if (source.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(TableFingerprint.of(
                name, source.get().columns(), rows(source.get()).sum()));
    }

    private CopyRows rows(TableSource source) throws SQLException {
        CopyRows rows = new CopyRows(hash);
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
        if (!rows.whole()) {
            throw new SQLException("The server's COPY of " + source.name() + " did not end with a whole row");
        }
        return rows;
    }
}
