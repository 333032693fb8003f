package co.zencap.backup.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;

/**
 * What is known of a snapshot.
 *
 * @param snapshotId            the exported snapshot's name
 * @param time                  the server's clock at the transaction's begin
 * @param version               the server's
 * @param databaseBytes         the database's size on the server's disk
 * @param standby               whether the server is in recovery
 * @param rolePasswordsReadable whether the role may read {@code pg_authid}
 * @param superuser             the role that the cluster was made with
 * @param systemIdentifier      the cluster's own number, which its standbys share; null where the server hides it
 */
public record SnapshotFacts(
        String snapshotId,
        Instant time,
        ServerVersion version,
        long databaseBytes,
        boolean standby,
        boolean rolePasswordsReadable,
        String superuser,
        String systemIdentifier) {

    private static final String FACTS =
            """
            SELECT pg_catalog.transaction_timestamp(),
                   pg_catalog.pg_database_size(pg_catalog.current_database()),
                   pg_catalog.pg_is_in_recovery(),
                   pg_catalog.has_table_privilege('pg_catalog.pg_authid', 'SELECT'),
                   pg_catalog.pg_export_snapshot(),
                   (SELECT rolname::text FROM pg_catalog.pg_roles WHERE oid = 10)""";

    static SnapshotFacts read(Connection connection, ServerVersion version) throws SQLException {
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery(FACTS)) {
            row.next();
            Instant time = row.getObject(1, OffsetDateTime.class).toInstant();
            long size = row.getLong(2);
            boolean standby = row.getBoolean(3);
            boolean passwords = row.getBoolean(4);
            String snapshot = row.getString(5);
            String superuser = row.getString(6);
            return new SnapshotFacts(
                    snapshot,
                    time,
                    version,
                    size,
                    standby,
                    passwords,
                    superuser,
                    ifAllowed(connection, ClusterIdentity.QUERY));
        }
    }

    static ServerVersion version(Statement sql) throws SQLException {
        try (ResultSet row = sql.executeQuery("SHOW server_version_num")) {
            row.next();
            return new ServerVersion(row.getInt(1));
        }
    }

    /** Some managed servers refuse this; a savepoint keeps their refusal from ending the transaction. */
    private static String ifAllowed(Connection connection, String query) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery(query)) {
            row.next();
            String value = row.getString(1);
            connection.releaseSavepoint(before);
            return value;
        } catch (SQLException refused) {
            connection.rollback(before);
            return null;
        }
    }
}
