package co.zencap.backup.testing;

import co.zencap.backup.postgres.PostgresUrl;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;

/** Public databases whose data others made; the build brings them as scripts of HSQLDB, which are told to PostgreSQL. */
public enum SampleDatabase {
    /** A music shop: 15,600 rows in 11 tables, names in many languages. */
    CHINOOK,
    /** A chain of grocery shops: 876,000 rows in 37 tables, with the aggregates and indexes of a data warehouse. */
    FOODMART;

    private static final Path FOLDER = Path.of("target/sample-databases");
    private static final Pattern ESCAPE = Pattern.compile("\\\\u(\\p{XDigit}{4})");
    private static final int AT_ONCE = 1000;

    private String schema() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Fills an empty database. */
    public void load(PostgresUrl url) throws IOException, SQLException {
        try (ZipFile jar = new ZipFile(FOLDER.resolve(schema() + ".jar").toFile());
                var script = new BufferedReader(new InputStreamReader(
                        jar.getInputStream(jar.getEntry(schema() + ".script")), StandardCharsets.US_ASCII));
                Connection connection = TestCluster.connect(url);
                Statement sql = connection.createStatement()) {
            connection.setAutoCommit(false);
            sql.execute("CREATE SCHEMA " + schema());
            sql.execute("SET LOCAL search_path TO " + schema());
            sql.execute("SET LOCAL session_replication_role TO replica"); // rows come before those that they refer to
            var some = new StringBuilder();
            int lines = 0;
            for (String line = script.readLine(); line != null; line = script.readLine()) {
                statement(line).ifPresent(statement -> some.append(statement).append(";\n"));
                if (++lines % AT_ONCE == 0) {
                    sql.execute(some.toString());
                    some.setLength(0);
                }
            }
            sql.execute(some.toString());
            connection.commit();
        }
    }

    private static Optional<String> statement(String line) {
        if (line.startsWith("INSERT INTO \"")) {
            return Optional.of(ESCAPE.matcher(line)
                    .replaceAll(escape -> Character.toString(Integer.parseInt(escape.group(1), 16))));
        }
        if (line.startsWith("CREATE MEMORY TABLE ")) {
            return Optional.of(line.replace("MEMORY ", "").replaceAll("\\bDOUBLE\\b", "double precision"));
        }
        return line.startsWith("CREATE INDEX ")
                        || line.startsWith("CREATE UNIQUE INDEX ")
                        || line.startsWith("ALTER TABLE ")
                ? Optional.of(line)
                : Optional.empty();
    }
}
