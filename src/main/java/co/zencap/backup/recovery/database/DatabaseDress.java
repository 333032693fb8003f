package co.zencap.backup.recovery.database;

import co.zencap.backup.postgres.Quoting;
import co.zencap.backup.restore.DatabaseSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What belongs to a database's name rather than its content: owner, settings, privileges, the limit of connections. Each
 * piece is given for itself: one that can't be given, by a role that is no superuser, must not cost the recovery.
 */
final class DatabaseDress {
    private static final String PRIVILEGES =
            """
            SELECT CASE WHEN a.grantee <> 0 THEN pg_catalog.pg_get_userbyid(a.grantee) END, a.privilege_type, a.is_grantable
              FROM pg_catalog.pg_database d,
                   pg_catalog.aclexplode(coalesce(d.datacl, pg_catalog.acldefault('d', d.datdba))) a
             WHERE d.datname = ?""";

    private static final String SETTINGS =
            """
            SELECT CASE WHEN s.setrole <> 0 THEN pg_catalog.pg_get_userbyid(s.setrole) END, c
              FROM pg_catalog.pg_db_role_setting s JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase,
                   LATERAL unnest(s.setconfig) c
             WHERE d.datname = ?""";

    /** Lists of names, which one text can't stand for: {@code variable_is_guc_list_quote} of {@code dumputils.c}. */
    private static final Set<String> LISTS = Set.of(
            "local_preload_libraries",
            "search_path",
            "session_preload_libraries",
            "shared_preload_libraries",
            "temp_tablespaces",
            "unix_socket_directories");

    private static final Pattern ELEMENT = Pattern.compile("\\G\\s*(?:\"((?:[^\"]|\"\")*)\"|([^,\"\\s]+))\\s*(?:,|$)");

    private static final Pattern OF_OTHER_SERVER =
            Pattern.compile("ALTER DATABASE \"(?:[^\"]|\"\")+\" (?:SET TABLESPACE|IS_TEMPLATE) .*", Pattern.DOTALL);

    private final Connection server;
    private final String database;
    private final List<String> notes = new ArrayList<>();

    /** @param database who gets it */
    DatabaseDress(Connection server, String database) {
        this.server = server;
        this.database = database;
    }

    /** Nobody but its owner and superusers gets in. */
    void close() throws SQLException {
        execute("REVOKE ALL ON DATABASE " + Quoting.name(database) + " FROM PUBLIC");
    }

    /**
     * Gives it to whoever owns another one, where ours is no superuser's session: only to a role that may make things in a
     * schema can things in it be given, and in {@code public} that is the database's owner.
     */
    void ownedLike(DatabaseFacts model) throws SQLException {
        try (Statement sql = server.createStatement();
                ResultSet row =
                        sql.executeQuery("SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user")) {
            row.next();
            if (row.getBoolean(1)) {
                return;
            }
        }
        execute("ALTER DATABASE " + Quoting.name(database) + " OWNER TO " + Quoting.name(model.owner()));
    }

    /**
     * Gives it what another one of the same server has.
     *
     * @return what could not be given, one sentence each
     */
    List<String> like(DatabaseFacts model) throws SQLException {
        String named = Quoting.name(database);
        give("ALTER DATABASE " + named + " OWNER TO " + Quoting.name(model.owner()));
        give("ALTER DATABASE " + named + " CONNECTION LIMIT " + model.connectionLimit());
        give("REVOKE ALL ON DATABASE " + named + " FROM PUBLIC, " + Quoting.name(model.owner()));
        for (String[] row : rows(PRIVILEGES, model.name(), 3)) {
            give("GRANT " + row[1] + " ON DATABASE " + named + " TO "
                    + (row[0] == null ? "PUBLIC" : Quoting.name(row[0]))
                    + (row[2].equals("t") ? " WITH GRANT OPTION" : ""));
        }
        for (String[] row : rows(SETTINGS, model.name(), 2)) {
            String name = row[1].substring(0, row[1].indexOf('='));
            String value = row[1].substring(row[1].indexOf('=') + 1);
            give((row[0] == null
                            ? "ALTER DATABASE " + named
                            : "ALTER ROLE " + Quoting.name(row[0]) + " IN DATABASE " + named)
                    + " SET " + settingName(name) + " TO " + settingValue(name, value));
        }
        return notes;
    }

    /**
     * Gives it what the dump says of its database; for where none was live.
     *
     * @param statements as {@link co.zencap.backup.postgres.archive.Archive#database} has them
     * @return what could not be given, one sentence each
     */
    List<String> likeSource(List<String> statements) throws SQLException {
        for (String statement : DatabaseSettings.statements(statements, database)) {
            // where it lay and whether it was a template belongs to the other server
            if (!OF_OTHER_SERVER.matcher(statement).matches()) {
                give(statement);
            }
        }
        return notes;
    }

    private void give(String statement) {
        try {
            execute(statement);
        } catch (SQLException e) {
            notes.add("Not carried over to the restored database: " + statement + " (" + e.getMessage() + ")");
        }
    }

    private void execute(String statement) throws SQLException {
        try (Statement sql = server.createStatement()) {
            sql.execute(statement);
        }
    }

    private List<String[]> rows(String query, String name, int columns) throws SQLException {
        var all = new ArrayList<String[]>();
        try (PreparedStatement statement = server.prepareStatement(query)) {
            statement.setString(1, name);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    var row = new String[columns];
                    for (int i = 0; i < columns; i++) {
                        row[i] = rows.getString(i + 1);
                    }
                    all.add(row);
                }
            }
        }
        return all;
    }

    /** Those of extensions have two names. */
    private static String settingName(String name) {
        return List.of(name.split("\\.")).stream().map(Quoting::name).collect(Collectors.joining("."));
    }

    private static String settingValue(String name, String value) {
        if (!LISTS.contains(name)) {
            return Quoting.text(value);
        }
        var elements = new ArrayList<String>();
        Matcher matcher = ELEMENT.matcher(value);
        while (matcher.find()) {
            elements.add(Quoting.text(
                    matcher.group(1) == null
                            ? matcher.group(2)
                            : matcher.group(1).replace("\"\"", "\"")));
        }
        return elements.isEmpty() ? "''" : String.join(", ", elements);
    }
}
