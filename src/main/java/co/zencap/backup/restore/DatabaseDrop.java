package co.zencap.backup.restore;

import co.zencap.backup.postgres.Quoting;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Drops a database of ours, whoever is connected to it. */
public final class DatabaseDrop {
    private static final int FIRST_WITH_FORCE = 13;

    private DatabaseDrop() {}

    /**
     * No harm when there is none.
     *
     * @param server a session of another database of the same server
     */
    public static void run(Connection server, String database) throws SQLException {
        run(server, database, server.getMetaData().getDatabaseMajorVersion());
    }

    /** A server of before 13 drops no database that somebody is connected to. */
    static void run(Connection server, String database, int serverMajor) throws SQLException {
        try (Statement sql = server.createStatement()) {
            String name = Quoting.name(database);
            if (serverMajor >= FIRST_WITH_FORCE) {
                sql.execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
            } else if (exists(server, database)) {
                sql.execute("ALTER DATABASE " + name + " ALLOW_CONNECTIONS false");
                endSessions(server, database);
                // It waits five seconds for sessions that are about to end.
                sql.execute("DROP DATABASE IF EXISTS " + name);
            }
        }
    }

    private static boolean exists(Connection server, String database) throws SQLException {
        try (PreparedStatement query =
                server.prepareStatement("SELECT count(*) > 0 FROM pg_database WHERE datname = ?")) {
            query.setString(1, database);
            try (ResultSet row = query.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private static void endSessions(Connection server, String database) throws SQLException {
        try (PreparedStatement end = server.prepareStatement(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = ?")) {
            end.setString(1, database);
            end.execute();
        }
    }
}
