package co.zencap.backup.testing;

import co.zencap.backup.postgres.PostgresUrl;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Statements in test databases. */
public final class Databases {
    private Databases() {}

    /** A small shop. */
    public static void fill(PostgresUrl url) {
        execute(
                url,
                "CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL, joined timestamptz NOT NULL)",
                "INSERT INTO customers SELECT i, 'customer ' || i, now() FROM generate_series(1, 2000) i",
                "CREATE TABLE orders (id int PRIMARY KEY, customer_id int REFERENCES customers, body jsonb)",
                "INSERT INTO orders SELECT i, 1 + i % 2000, jsonb_build_object('total', i)"
                        + " FROM generate_series(1, 5000) i");
    }

    /** Runs statements, each for itself. */
    public static void execute(PostgresUrl url, String... statements) {
        try (Connection connection = connect(url);
                Statement sql = connection.createStatement()) {
            for (String statement : statements) {
                sql.execute(statement);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first column of a query's rows, as text. */
    public static List<String> query(PostgresUrl url, String query) {
        try (Connection connection = connect(url);
                Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery(query)) {
            var values = new ArrayList<String>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Connection connect(PostgresUrl url) throws SQLException {
        var properties = url.jdbcProperties();
        properties.setProperty("ApplicationName", "test");
        return DriverManager.getConnection(url.jdbcUrl(), properties);
    }

    /** As an operator writes it, password included. */
    public static String text(PostgresUrl url) {
        return text(url, url.user(), url.password().orElse(""));
    }

    /** The same for another role. */
    public static String text(PostgresUrl url, String user, String password) {
        return "postgresql://" + encoded(user) + ":" + encoded(password) + "@"
                + url.hosts().get(0).name() + ":" + url.hosts().get(0).port() + "/" + encoded(url.database());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
