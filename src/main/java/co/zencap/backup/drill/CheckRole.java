package co.zencap.backup.drill;

import co.zencap.backup.postgres.PostgresUrl;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;

/**
 * The role that asks the operator's checks on a throwaway server. It sees all rows of all tables, those behind row-level
 * security as well, and can do nothing to the server or its machine: what a check calls is partly the backup's own code.
 *
 * @param name gone with the server
 * @param password known to nobody else
 */
record CheckRole(String name, String password) {
    private static final int MAJOR_WITH_READER = 14;

    /** What pg_read_all_data gives, for servers of before. */
    private static final String GRANT_READING = "DO $$ DECLARE s name; BEGIN"
            + " FOR s IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP"
            + " EXECUTE format('GRANT USAGE ON SCHEMA %1$I TO %2$I', s, '{role}');"
            + " EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %1$I TO %2$I', s, '{role}');"
            + " EXECUTE format('GRANT SELECT ON ALL SEQUENCES IN SCHEMA %1$I TO %2$I', s, '{role}');"
            + " END LOOP; END $$";

    /**
     * Makes it.
     *
     * @param database a superuser's session of the restored database
     */
    static CheckRole make(Connection database) throws SQLException {
        return make(database, database.getMetaData().getDatabaseMajorVersion());
    }

    static CheckRole make(Connection database, int serverMajor) throws SQLException {
        var role = new CheckRole("zencap_check_" + random(6), random(24));
        try (Statement sql = database.createStatement()) {
            sql.execute("CREATE ROLE " + role.name + " LOGIN BYPASSRLS NOSUPERUSER PASSWORD '" + role.password + "'");
            // Large objects have privileges of their own, which no role has on all.
            sql.execute("ALTER ROLE " + role.name + " SET lo_compat_privileges = on");
            sql.execute(
                    serverMajor >= MAJOR_WITH_READER
                            ? "GRANT pg_read_all_data TO " + role.name
                            : GRANT_READING.replace("{role}", role.name));
        }
        return role;
    }

    /** The same database, as this role. */
    PostgresUrl at(PostgresUrl superusers) {
        return PostgresUrl.of(superusers.hosts().get(0), name, password, superusers.database());
    }

    private static String random(int bytes) {
        byte[] random = new byte[bytes];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return name;
    }
}
