package co.zencap.backup.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** The number that initdb gives each cluster; a cluster and its standbys share it, and nobody else has it. */
public final class ClusterIdentity {
    /** @see <a href="https://www.postgresql.org/docs/current/functions-info.html">pg_control_system</a> */
    static final String QUERY = "SELECT system_identifier::text FROM pg_catalog.pg_control_system()";

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private ClusterIdentity() {}

    /** The number of the cluster at the other end, outside of a transaction; empty where it is hidden from us. */
    public static Optional<String> of(Connection connection) throws SQLException {
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery(QUERY)) {
            row.next();
            return Optional.of(row.getString(1));
        } catch (SQLException e) {
            if (INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
