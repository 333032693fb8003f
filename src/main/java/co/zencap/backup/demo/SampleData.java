package co.zencap.backup.demo;

import co.zencap.backup.postgres.PostgresUrl;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Makes the demo's databases: a shop to back up, filled once and then kept, and an empty one for the catalog. */
final class SampleData {
    static final String SHOP = "shop";
    static final String CATALOG = "zencap";
    private static final String UNFINISHED = "shop_unfinished";

    private final PostgresUrl server;

    /** @param server a database of it to sign in to while others are made */
    SampleData(PostgresUrl server) {
        this.server = server;
    }

    /** Whether the shop is there, whole. */
    boolean isThere() throws SQLException {
        try (Connection connection = connect(server)) {
            return exists(connection, SHOP) && exists(connection, CATALOG);
        }
    }

    /** Makes what is missing. The shop gets its name only when it is filled, so a cut run leaves no half of it. */
    void create() throws SQLException, IOException {
        try (Connection connection = connect(server);
                Statement statement = connection.createStatement()) {
            if (!exists(connection, CATALOG)) {
                statement.execute("CREATE DATABASE " + CATALOG + " TEMPLATE template0");
            }
            if (!exists(connection, SHOP)) {
                statement.execute("DROP DATABASE IF EXISTS " + UNFINISHED);
                statement.execute("CREATE DATABASE " + UNFINISHED + " TEMPLATE template0 ENCODING 'UTF8'");
                fill();
                statement.execute("ALTER DATABASE " + UNFINISHED + " RENAME TO " + SHOP);
            }
        }
    }

    private void fill() throws SQLException, IOException {
        String script;
        try (InputStream in = SampleData.class.getResourceAsStream("sample-data.sql")) {
            script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        try (Connection connection = connect(server.withDatabase(UNFINISHED));
                Statement statement = connection.createStatement()) {
            statement.execute(script);
        }
    }

    private static boolean exists(Connection connection, String database) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT 1 FROM pg_database WHERE datname = ?")) {
            query.setString(1, database);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static Connection connect(PostgresUrl url) throws SQLException {
        return DriverManager.getConnection(url.jdbcUrl(), url.jdbcProperties());
    }
}
