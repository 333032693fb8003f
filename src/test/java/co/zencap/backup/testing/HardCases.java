package co.zencap.backup.testing;

import co.zencap.backup.postgres.PostgresUrl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;

/** A database with what is hard about backing up PostgreSQL, and its two roles. */
public final class HardCases {
    /** Versions that brought what older servers don't know: each has a script of its own. */
    private static final int[] NEWER = {14, 15};

    private HardCases() {}

    /**
     * Makes all of it in an empty database.
     *
     * @param suffix of the roles, which all databases of a server share
     */
    public static void fill(PostgresUrl url, String suffix) {
        for (String role : new String[] {"clerk_", "owner_"}) {
            TestCluster.execute(url, "CREATE ROLE " + role + suffix);
        }
        run(url, "hard-cases.sql", suffix);
        int server = serverMajor(url);
        for (int major : NEWER) {
            if (server >= major) {
                run(url, "hard-cases-" + major + ".sql", suffix);
            }
        }
    }

    private static void run(PostgresUrl url, String name, String suffix) {
        try (var script = HardCases.class.getResourceAsStream("/co/zencap/backup/postgres/" + name)) {
            TestCluster.execute(
                    url, new String(script.readAllBytes(), StandardCharsets.UTF_8).replace("SUFFIX", suffix));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int serverMajor(PostgresUrl url) {
        try (var connection = TestCluster.connect(url)) {
            return connection.getMetaData().getDatabaseMajorVersion();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Drops the roles, with all that they own and may do in these databases. */
    public static void dropRoles(String suffix, PostgresUrl... databases) {
        String roles = "clerk_" + suffix + ", owner_" + suffix;
        for (PostgresUrl database : databases) {
            TestCluster.execute(database, "DROP OWNED BY " + roles + " CASCADE");
        }
        TestCluster.execute(TestCluster.get().url("postgres"), "DROP ROLE " + roles);
    }
}
