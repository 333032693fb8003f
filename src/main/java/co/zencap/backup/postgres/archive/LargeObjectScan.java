package co.zencap.backup.postgres.archive;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;
import org.postgresql.largeobject.LargeObject;
import org.postgresql.largeobject.LargeObjectManager;

/** Takes the fingerprint of all large objects of a live database; needs the right to read them. */
final class LargeObjectScan {
    private static final int PIECE = 256 * 1024;

    private LargeObjectScan() {}

    /** Reads in a transaction (large objects can't be read otherwise): the open one, or one of its own. */
    static LargeObjects of(Connection connection) throws SQLException {
        if (!connection.getAutoCommit()) {
            return read(connection);
        }
        connection.setAutoCommit(false);
        try {
            LargeObjects found = read(connection);
            connection.commit();
            return found;
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    /** How many there are, without reading them. */
    static LargeObjects count(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return LargeObjects.ofCount(RowCounts.count(statement, RowCounts.LARGE_OBJECTS));
        }
    }

    private static LargeObjects read(Connection connection) throws SQLException {
        LargeObjectManager manager = connection.unwrap(PGConnection.class).getLargeObjectAPI();
        HashSum sum = new HashSum();
        RowHash hash = new RowHash();
        byte[] piece = new byte[PIECE];
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(1000);
            try (ResultSet oids = statement.executeQuery("SELECT oid FROM pg_catalog.pg_largeobject_metadata")) {
                while (oids.next()) {
                    long oid = oids.getLong(1);
                    LargeObjectHash object = new LargeObjectHash(hash, (int) oid);
                    try (LargeObject content = manager.open(oid, LargeObjectManager.READ)) {
                        for (int n = content.read(piece, 0, PIECE); n > 0; n = content.read(piece, 0, PIECE)) {
                            object.accept(piece, 0, n);
                        }
                    }
                    object.addTo(sum);
                }
            }
        }
        return LargeObjects.of(sum);
    }
}
