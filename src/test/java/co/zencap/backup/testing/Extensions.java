package co.zencap.backup.testing;

import co.zencap.backup.postgres.PostgresUrl;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/** Everything that a server's extensions bring to a database, in use. */
public final class Extensions {
    private static final String FAILURES = "public.not_created";

    private Extensions() {}

    /**
     * Creates all that the server has and that can be in one database, and uses what they brought. What could not be made,
     * and why, is in the tables {@code public.not_created} and {@code made.by_catalog}.
     *
     * @param without some that do harm
     */
    public static void createAll(PostgresUrl url, Set<String> without) throws IOException, SQLException {
        Databases.execute(url, "CREATE TABLE " + FAILURES + " (name text, failure text)");
        for (String name : Databases.query(url, "SELECT name FROM pg_available_extensions ORDER BY name")) {
            if (!without.contains(name)) {
                create(url, name);
            }
        }
        try (InputStream script =
                Extensions.class.getResourceAsStream("/co/zencap/backup/postgres/every-extension.sql")) {
            TestCluster.execute(url, new String(script.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static void create(PostgresUrl url, String name) throws SQLException {
        try (Connection connection = Databases.connect(url);
                Statement sql = connection.createStatement()) {
            try {
                sql.execute("CREATE EXTENSION IF NOT EXISTS \"" + name + "\" CASCADE");
            } catch (SQLException e) {
                try (var note = connection.prepareStatement("INSERT INTO " + FAILURES + " VALUES (?, ?)")) {
                    note.setString(1, name);
                    note.setString(2, e.getMessage());
                    note.execute();
                }
            }
        }
    }
}
