package co.zencap.backup.postgres;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Of a backup's roles those that a server in use lacks. The ones that it has are the operator's, and stay as they are. */
public final class MissingRoles {
    private static final String NAME = "([\\w$]+|\"(?:[^\"]|\"\")+\")";
    private static final Pattern CREATION = Pattern.compile("CREATE ROLE " + NAME);
    private static final Pattern OF_ROLE = Pattern.compile("(?:ALTER|COMMENT ON) ROLE " + NAME + " .*", Pattern.DOTALL);
    private static final Pattern MEMBERSHIP = Pattern.compile("GRANT " + NAME + " TO " + NAME + ".*", Pattern.DOTALL);

    /** What a new role lacks anyhow, and only a superuser may say. */
    private static final Pattern LACKS = Pattern.compile(" NO(?:SUPERUSER|REPLICATION|BYPASSRLS)\\b");

    private final List<String> statements;

    public MissingRoles(GlobalsScript globals) {
        this.statements = globals.statements();
    }

    /** All roles of the backup. */
    public List<String> all() {
        return statements.stream()
                .map(CREATION::matcher)
                .filter(Matcher::matches)
                .map(creation -> plain(creation.group(1)))
                .toList();
    }

    /** Whether the backup's server kept anything outside of its own folder. */
    public boolean hasTablespaces() {
        return statements.stream().anyMatch(statement -> statement.startsWith("CREATE TABLESPACE "));
    }

    /** Those that a server has not. */
    public List<String> of(Connection server) throws SQLException {
        var there = new HashSet<String>();
        try (Statement sql = server.createStatement();
                ResultSet rows = sql.executeQuery("SELECT rolname FROM pg_catalog.pg_roles")) {
            while (rows.next()) {
                there.add(rows.getString(1));
            }
        }
        return all().stream().filter(role -> !there.contains(role)).toList();
    }

    /**
     * Makes them, all or none, with their settings and memberships.
     *
     * @param server a session that may make roles, if any is missing
     * @return their names
     */
    public List<String> make(Connection server) throws IOException {
        try (Statement sql = server.createStatement()) {
            List<String> missing = of(server);
            if (missing.isEmpty()) {
                return missing;
            }
            boolean superuser = isSuperuser(sql);
            server.setAutoCommit(false);
            for (String statement : statements) {
                if (isAbout(statement, missing)) {
                    String granted = GlobalsScript.withoutGrantor(statement);
                    GlobalsScript.run(sql, superuser ? granted : withoutWhatItLacks(granted));
                }
            }
            for (String role : superuser ? List.<String>of() : missing) {
                // who gives objects to a role must belong to it
                GlobalsScript.run(sql, "GRANT " + Quoting.name(role) + " TO CURRENT_USER");
            }
            server.commit();
            server.setAutoCommit(true);
            return missing;
        } catch (SQLException e) {
            GlobalsScript.giveUp(server, e);
            throw new IOException(
                    "The backup's roles that this server lacks can't be made: " + e.getMessage()
                            + ". HINT: connect as a superuser or as a role with CREATEROLE, or make the roles by hand first.",
                    e);
        }
    }

    private static boolean isSuperuser(Statement sql) throws SQLException {
        try (ResultSet row =
                sql.executeQuery("SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user")) {
            return row.next() && row.getBoolean(1);
        }
    }

    private static boolean isAbout(String statement, List<String> roles) {
        return Stream.of(CREATION, OF_ROLE, MEMBERSHIP)
                .map(pattern -> pattern.matcher(statement))
                .filter(Matcher::matches)
                .anyMatch(matcher -> IntStream.rangeClosed(1, matcher.groupCount())
                        .anyMatch(group -> roles.contains(plain(matcher.group(group)))));
    }

    private static String withoutWhatItLacks(String statement) {
        Matcher ofRole = OF_ROLE.matcher(statement);
        if (!ofRole.matches()) {
            return statement;
        }
        // neither the name nor a password, which may look like anything
        int from = ofRole.end(1);
        int to = statement.indexOf('\'', from) < 0 ? statement.length() : statement.indexOf('\'', from);
        return statement.substring(0, from)
                + LACKS.matcher(statement.substring(from, to)).replaceAll("")
                + statement.substring(to);
    }

    private static String plain(String name) {
        return name.startsWith("\"") ? name.substring(1, name.length() - 1).replace("\"\"", "\"") : name;
    }
}
