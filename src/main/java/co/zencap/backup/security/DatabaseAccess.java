package co.zencap.backup.security;

import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.ServerFailure;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks how a server is reached, and what the role may do there.
 *
 * @param name whose server, for people: the database, the catalog
 * @param leastPrivilege whether the role needs to read only
 * @param replication whether it needs to receive the write-ahead log as well
 */
record DatabaseAccess(String name, PostgresUrl url, boolean leastPrivilege, boolean replication)
        implements SecurityQuestion {
    private static final String CONNECTION =
            """
            SELECT coalesce(s.ssl, false), s.version, s.cipher,
                   pg_catalog.inet_client_addr() IS NULL
                   OR pg_catalog.inet_client_addr() <<= '127.0.0.0/8' OR pg_catalog.inet_client_addr() = '::1'
            FROM (SELECT 1) one LEFT JOIN pg_catalog.pg_stat_ssl s ON s.pid = pg_catalog.pg_backend_pid()""";

    /** Row-level security hides rows from whoever may not go round it. */
    private static final String ROLE =
            """
            SELECT rolname, rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls,
                   EXISTS (SELECT FROM pg_catalog.pg_class WHERE relrowsecurity)
            FROM pg_catalog.pg_roles WHERE rolname = current_user""";

    @Override
    public String about() {
        return "connection to the " + name;
    }

    @Override
    public List<SecurityCheck> ask() throws IOException {
        var checks = new ArrayList<SecurityCheck>();
        try (Connection connection = DriverManager.getConnection(url.jdbcUrl(), url.jdbcProperties());
                Statement sql = connection.createStatement()) {
            try (ResultSet row = sql.executeQuery(CONNECTION)) {
                row.next();
                checks.add(transport(row));
            }
            if (leastPrivilege) {
                try (ResultSet row = sql.executeQuery(ROLE)) {
                    row.next();
                    checks.add(role(row));
                }
            }
        } catch (SQLException e) {
            throw ServerFailure.of("look at the connection", url, e);
        }
        return checks;
    }

    private SecurityCheck transport(ResultSet row) throws SQLException {
        String check = "TLS to the " + name;
        if (row.getBoolean(1)) {
            return SecurityCheck.passed(check, row.getString(2) + ", " + row.getString(3) + ".");
        }
        return row.getBoolean(4)
                ? SecurityCheck.passed(check, "None, and none needed: the server is on this machine.")
                : SecurityCheck.failed(
                        check,
                        "Everything is sent in the clear, the password's proof and every row.",
                        "Switch ssl on at the server, and add ?sslmode=verify-full to the URL.");
    }

    private SecurityCheck role(ResultSet row) throws SQLException {
        String check = "database role";
        String role = row.getString(1);
        if (row.getBoolean(2)) {
            return SecurityCheck.warning(
                    check,
                    "Role " + role + " is a superuser: whoever gets hold of its password owns the server.",
                    "./zencap setup roles --only backup prints the SQL of a role that can read, and no more.");
        }
        var more = new ArrayList<String>();
        if (row.getBoolean(3)) {
            more.add("CREATEDB");
        }
        if (row.getBoolean(4)) {
            more.add("CREATEROLE");
        }
        if (row.getBoolean(5) && !replication) {
            more.add("REPLICATION");
        }
        if (row.getBoolean(6) && !row.getBoolean(7)) {
            more.add("BYPASSRLS");
        }
        return more.isEmpty()
                ? SecurityCheck.passed(check, "Role " + role + " may do no more than backups need.")
                : SecurityCheck.warning(
                        check,
                        "Role " + role + " has " + String.join(", ", more) + ", which backups don't need.",
                        "Run ALTER ROLE ... NO" + String.join(" NO", more)
                                + "; ./zencap setup roles prints what is enough.");
    }
}
