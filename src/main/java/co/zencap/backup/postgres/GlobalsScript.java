package co.zencap.backup.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Roles, their settings and memberships, as {@code pg_dumpall --globals-only} writes them. They go straight from the
 * backup into the server: a file of them would hold every role's password hash.
 */
public final class GlobalsScript {
    private static final int LARGEST = 256 << 20;

    /** Tablespaces are folders of the machine that the backup comes from; labels need a provider that a new server lacks. */
    private static final Pattern TABLESPACE = Pattern.compile(
            "(CREATE|ALTER|COMMENT ON) TABLESPACE .*|(GRANT|REVOKE) [^;]* ON TABLESPACE .*|SECURITY LABEL .*",
            Pattern.DOTALL);

    /** From version 16 on only who has the role's admin option may be named; up to 15 anybody could have granted it. */
    private static final Pattern GRANTOR =
            Pattern.compile("(GRANT (?:(?! ON ).)*) GRANTED BY (?:[\\w$]+|\"(?:[^\"]|\"\")+\")", Pattern.DOTALL);

    /** The driver speaks UTF-8 with the server, and the script is in UTF-8. */
    private static final Pattern SESSION_ENCODING = Pattern.compile("SET client_encoding .*", Pattern.DOTALL);

    private final List<String> statements;

    private GlobalsScript(List<String> statements) {
        this.statements = statements;
    }

    /** Reads a script to its end. */
    public static GlobalsScript read(InputStream script) throws IOException {
        byte[] bytes = script.readNBytes(LARGEST + 1);
        if (bytes.length > LARGEST) {
            throw new IOException("The backup's roles take more than " + LARGEST + " bytes, which no server's do."
                    + " HINT: the backup is damaged; verify it.");
        }
        return new GlobalsScript(split(new String(bytes, StandardCharsets.UTF_8)));
    }

    /**
     * Makes the roles in a new cluster, all or none. Left out are tablespaces, and the superuser that the cluster was made
     * with: it is there, and must keep its password.
     *
     * @param cluster a session of that superuser
     * @return how many roles of the script there are now
     */
    public int apply(Connection cluster, String superuser) throws IOException {
        int roles = 0;
        try (Statement sql = cluster.createStatement()) {
            List<String> ownNames = List.of(superuser, Quoting.name(superuser));
            cluster.setAutoCommit(false);
            for (String statement : statements) {
                if (statement.startsWith("CREATE ROLE ")) {
                    roles++;
                }
                if (!isLeftOut(statement, ownNames)) {
                    run(sql, withoutGrantor(statement));
                }
            }
            cluster.commit();
            cluster.setAutoCommit(true);
            sql.execute("RESET ALL");
            return roles;
        } catch (SQLException e) {
            giveUp(cluster, e);
            throw new IOException("The backup's roles can't be made in the new cluster: " + e.getMessage(), e);
        }
    }

    /** As they stand in the script. */
    List<String> statements() {
        return statements;
    }

    /** Without who granted it. */
    static String withoutGrantor(String statement) {
        return GRANTOR.matcher(statement).replaceFirst("$1");
    }

    /** The session is needed for what comes after. */
    static void giveUp(Connection cluster, SQLException failure) {
        try {
            cluster.rollback();
            cluster.setAutoCommit(true);
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    private static boolean isLeftOut(String statement, List<String> ownNames) {
        return TABLESPACE.matcher(statement).matches()
                || SESSION_ENCODING.matcher(statement).matches()
                || ownNames.stream()
                        .anyMatch(own -> statement.equals("CREATE ROLE " + own)
                                || statement.startsWith("ALTER ROLE " + own + " "));
    }

    static void run(Statement sql, String statement) throws SQLException {
        try {
            // the statement is the backup's, and its manifest is signed
            sql.execute(statement);
        } catch (SQLException e) {
            String shown = statement.replaceFirst("(?s) (WITH|SET|IS) .*", " ...");
            throw new SQLException(e.getMessage() + " (at " + shown + ")", e.getSQLState(), e);
        }
    }

    /** At semicolons outside of quotes; comments and psql's own commands are left out. */
    public static List<String> split(String script) {
        var statements = new ArrayList<String>();
        var statement = new StringBuilder();
        int at = 0;
        while (at < script.length()) {
            char c = script.charAt(at);
            int next = at + 1;
            if (c == '\'' || c == '"') {
                int end = script.indexOf(c, at + 1);
                next = end < 0 ? script.length() : end + 1;
                statement.append(script, at, next);
            } else if (script.startsWith("--", at)
                    || c == '\\' && statement.toString().isBlank()) {
                int end = script.indexOf('\n', at);
                next = end < 0 ? script.length() : end;
            } else if (c == ';') {
                add(statements, statement);
            } else {
                statement.append(c);
            }
            at = next;
        }
        add(statements, statement);
        return List.copyOf(statements);
    }

    private static void add(List<String> statements, StringBuilder statement) {
        String text = statement.toString().strip();
        if (!text.isEmpty()) {
            statements.add(text);
        }
        statement.setLength(0);
    }
}
