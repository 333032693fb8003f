package co.zencap.backup.postgres;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** The databases of a server. */
public final class DatabaseNames {
    private static final String QUERY =
            """
            SELECT datname FROM pg_catalog.pg_database
             WHERE datallowconn AND NOT datistemplate ORDER BY datname""";

    private DatabaseNames() {}

    /**
     * All that one can connect to, but no templates.
     *
     * @param server with any database that can be asked
     * @throws IOException when the server does not answer within half a minute, or lets nobody in
     */
    public static List<String> of(PostgresUrl server) throws IOException {
        Properties properties = server.jdbcProperties();
        properties.setProperty("ApplicationName", "zencap-discovery");
        properties.putIfAbsent("connectTimeout", "10");
        properties.putIfAbsent("socketTimeout", "30");
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), properties);
                Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery(QUERY)) {
            var names = new ArrayList<String>();
            while (rows.next()) {
                names.add(rows.getString(1));
            }
            return names;
        } catch (SQLException e) {
            throw ServerFailure.of("list the databases", server, e);
        }
    }
}
