package co.zencap.backup.testing;

import co.zencap.backup.postgres.PostgresUrl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A database with what is hard about backing up PostgreSQL, and its two roles. */
public final class HardCases {
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
        try (var script = HardCases.class.getResourceAsStream("/co/zencap/backup/postgres/hard-cases.sql")) {
            TestCluster.execute(
                    url, new String(script.readAllBytes(), StandardCharsets.UTF_8).replace("SUFFIX", suffix));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
