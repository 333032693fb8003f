package co.zencap.backup.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Drops a database whoever is connected to it: their sessions end. */
public final class DatabaseDrop {
    private static final int KNOWS_FORCE = 13;

    private DatabaseDrop() {}

    /**
     * Does nothing when it is not there.
     *
     * @param owner a session in another database of the server
     * @param database its name, taken literally
     */
    public static void now(Connection owner, String database) throws SQLException {
        now(owner, database, owner.getMetaData().getDatabaseMajorVersion());
    }

    /** A server of before 13 drops no database that somebody is connected to. */
    static void now(Connection owner, String database, int serverMajor) throws SQLException {
        try (Statement sql = owner.createStatement()) {
            String name = Quoting.name(database);
            if (serverMajor >= KNOWS_FORCE) {
                sql.execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
            } else if (exists(owner, database)) {
                sql.execute("ALTER DATABASE " + name + " ALLOW_CONNECTIONS false");
                endSessions(owner, database);
                // It waits five seconds for sessions that are about to end.
                sql.execute("DROP DATABASE IF EXISTS " + name);
            }
        }
    }

    private static boolean exists(Connection owner, String database) throws SQLException {
        try (PreparedStatement query =
                owner.prepareStatement("SELECT count(*) > 0 FROM pg_database WHERE datname = ?")) {
            query.setString(1, database);
            try (ResultSet row = query.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private static void endSessions(Connection owner, String database) throws SQLException {
        try (PreparedStatement end = owner.prepareStatement(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = ?")) {
            end.setString(1, database);
            end.execute();
        }
    }
}
