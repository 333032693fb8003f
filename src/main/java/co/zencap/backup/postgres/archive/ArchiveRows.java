package co.zencap.backup.postgres.archive;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * One table's rows out of an archive that is a file and says where its data lies ({@link ArchiveOffsets}): nothing else
 * of it is read. Memory is one buffer.
 */
final class ArchiveRows {
    private static final int BLOCK_DATA = 1;

    private final Path archive;
    private final TableFingerprint table;

    ArchiveRows(Path archive, TableFingerprint table) {
        this.archive = archive;
        this.table = table;
    }

    /**
     * Copies the rows.
     *
     * @param target into this table, whose name is quoted already and which has the fingerprint's columns
     * @param encoding the archive's
     */
    void copyTo(Connection connection, String target, String encoding) throws IOException, SQLException {
        String copy = "COPY " + target + " ("
                + table.columns().stream().map(TableName::quote).collect(Collectors.joining(", "))
                + ") FROM STDIN (ENCODING '" + encoding.replace("'", "''") + "')";
        try (FileChannel file = FileChannel.open(archive, StandardOpenOption.READ)) {
            ArchiveInput in = new ArchiveInput(Channels.newInputStream(file));
            for (TocEntry entry :
                    new TocReader(in, ArchiveHeader.read(in)).read().values()) {
                if (entry.hasData() && entry.isTableData() && isOfTable(entry)) {
                    file.position(entry.dataPosition());
                    copy(new ArchiveInput(Channels.newInputStream(file)), entry, connection, copy);
                }
            }
        }
    }

    private boolean isOfTable(TocEntry entry) {
        CopyStatement statement = CopyStatement.parse(entry.copyStatement(), entry.namespace());
        return statement.target().equals(table.tableName())
                && statement.columns().equals(table.columns());
    }

    /** The server ends at the line {@code \.} by itself, and takes no notice of what follows it. */
    private static void copy(ArchiveInput in, TocEntry entry, Connection connection, String copy)
            throws IOException, SQLException {
        if (entry.dataState() != TocEntry.DataState.POSITION_SET
                || in.read() != BLOCK_DATA
                || in.readInt() != entry.dumpId()) {
            throw ArchiveFormatException.damaged(entry.dataPosition(), "the data of " + entry + " is not here");
        }
        CopyIn rows = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(copy);
        try {
            for (int length = in.readLength(); length != 0; length = in.readLength()) {
                in.pass(length, (buffer, offset, n) -> write(rows, buffer, offset, n));
            }
            rows.endCopy();
        } finally {
            if (rows.isActive()) {
                rows.cancelCopy();
            }
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
