package co.zencap.backup.restore;

import co.zencap.backup.backup.Artifact;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.json.Json;
import co.zencap.backup.postgres.GlobalsScript;
import co.zencap.backup.postgres.Quoting;
import co.zencap.backup.postgres.archive.ArchivedTables;
import co.zencap.backup.postgres.structure.StructureComparison;
import co.zencap.backup.postgres.structure.StructureItem;
import co.zencap.backup.stream.MeasuredInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was set for a database, and for roles in it (ALTER DATABASE ... SET, ALTER ROLE ... IN DATABASE ... SET). It belongs to the
 * database's name, and pg_restore leaves it out; a dump knows it nevertheless.
 */
public final class DatabaseSettings {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseSettings.class);
    private static final String SYNTAX_ERROR = "42601";
    private static final String NAME = "(?:[\\w$]+|\"(?:[^\"]|\"\")+\")";

    /** What a dump says of its database; it stands before the database's name. */
    private static final Pattern OF_DATABASE = Pattern.compile(
            "(ALTER DATABASE |ALTER ROLE " + NAME + " IN DATABASE |(?:GRANT|REVOKE) [\\w ,]+ ON DATABASE )" + NAME
                    + "( .*)",
            Pattern.DOTALL);

    private static final Pattern SETTING = Pattern.compile(
            "ALTER (?:DATABASE|ROLE (" + NAME + ") IN DATABASE) " + NAME + " SET (?!TABLESPACE )(\\S+) .*",
            Pattern.DOTALL);

    /** As {@code structure.sql} has it. */
    private static final String FOUND =
            """
            SELECT CASE s.setrole WHEN 0 THEN 'database setting' ELSE 'role setting' END,
                   CASE WHEN s.setrole <> 0 THEN quote_ident(pg_get_userbyid(s.setrole)) || ' ' ELSE '' END
                       || split_part(c, '=', 1),
                   md5(substr(c, strpos(c, '=') + 1))
              FROM pg_catalog.pg_db_role_setting s JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase,
                   LATERAL unnest(s.setconfig) c
             WHERE d.datname = ?""";

    private DatabaseSettings() {}

    /**
     * A dump's statements about its database, one by one and for another database. An entry of a dump may have several, and each
     * names the database.
     *
     * @param ofDump as {@link #ofDump} has them
     */
    public static List<String> statements(List<String> ofDump, String database) {
        return ofDump.stream()
                .flatMap(text -> GlobalsScript.split(text).stream())
                .map(OF_DATABASE::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1) + Quoting.name(database) + matcher.group(2))
                .toList();
    }

    /** What a backup's dump says of its database; only its beginning is read. */
    public static List<String> ofDump(StoredBackup backup) throws IOException {
        Artifact dump = backup.manifest().artifact(Artifact.Role.DATABASE).orElseThrow();
        try (MeasuredInputStream stored = backup.openStored(dump, b -> {});
                InputStream plain = backup.plaintext(dump, stored)) {
            return ArchivedTables.read(plain).database();
        }
    }

    /**
     * What a check has found.
     *
     * @param differences one sentence each, with nothing but names
     */
    public record Checked(int compared, List<String> differences) {}

    /**
     * Gives a restored database what the dump says was set for the source's, compares that with what the source's server said,
     * and takes it away again: nobody connects to the database meanwhile, and whoever comes later finds it as it was.
     *
     * @param server a session in another database of the server
     * @param ofRoles whether the server has the backup's roles
     */
    public static Checked check(
            StoredBackup backup, List<String> ofDump, Connection server, String database, boolean ofRoles)
            throws IOException, SQLException {
        Map<String, String> expected = expected(backup, ofRoles);
        var differences = new ArrayList<String>();
        if (expected.isEmpty()) {
            return new Checked(0, differences);
        }
        List<String> settings = statements(ofDump, database).stream()
                .filter(statement -> SETTING.matcher(statement).matches())
                .filter(statement -> ofRoles || statement.startsWith("ALTER DATABASE "))
                .toList();
        try (Statement sql = server.createStatement()) {
            try {
                for (String statement : settings) {
                    set(sql, statement, expected);
                }
                Map<String, String> found = found(server, database);
                expected.forEach((name, facts) -> {
                    if (!facts.equals(found.get(name))) {
                        String subject = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
                        differences.add(subject + (found.containsKey(name) ? " is not as it was." : " is missing."));
                    }
                });
            } finally {
                reset(sql, settings, database);
            }
        }
        return new Checked(expected.size(), differences);
    }

    /** What this server does not know, or its role may not set, says nothing of the dump. */
    private static void set(Statement sql, String statement, Map<String, String> expected) throws SQLException {
        try {
            sql.execute(statement);
        } catch (SQLException e) {
            Matcher matcher = SETTING.matcher(statement);
            if (SYNTAX_ERROR.equals(e.getSQLState()) || !matcher.matches()) {
                throw e;
            }
            String role = matcher.group(1);
            String name = matcher.group(2).replace("\"", "");
            expected.remove(role == null ? "database setting " + name : "role setting " + role + " " + name);
            LOG.info("The sandbox's server does not take a setting of the database, which is not compared: {}", name);
        }
    }

    private static void reset(Statement sql, List<String> settings, String database) throws SQLException {
        String of = Quoting.name(database) + " RESET ALL";
        sql.execute("ALTER DATABASE " + of);
        List<String> roles = settings.stream()
                .map(SETTING::matcher)
                .filter(matcher -> matcher.matches() && matcher.group(1) != null)
                .map(matcher -> matcher.group(1))
                .distinct()
                .toList();
        for (String role : roles) {
            sql.execute("ALTER ROLE " + role + " IN DATABASE " + of);
        }
    }

    private static Map<String, String> expected(StoredBackup backup, boolean ofRoles) throws IOException {
        Set<String> kinds = StructureComparison.OF_NAME;
        var expected = new LinkedHashMap<String, String>();
        Artifact artifact = backup.manifest().artifact(Artifact.Role.STRUCTURE).orElseThrow();
        try (MeasuredInputStream stored = backup.openStored(artifact, b -> {});
                InputStream plain = backup.plaintext(artifact, stored);
                var items = Json.MAPPER.readerFor(StructureItem.class).<StructureItem>readValues(plain)) {
            while (items.hasNext()) {
                StructureItem item = items.next();
                if (kinds.contains(item.kind()) && (ofRoles || !StructureComparison.OF_ROLES.contains(item.kind()))) {
                    expected.put(item.kind() + " " + item.name(), item.facts());
                }
            }
        }
        return expected;
    }

    private static Map<String, String> found(Connection server, String database) throws SQLException {
        var found = new LinkedHashMap<String, String>();
        try (PreparedStatement query = server.prepareStatement(FOUND)) {
            query.setString(1, database);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.put(rows.getString(1) + " " + rows.getString(2), rows.getString(3));
                }
            }
        }
        return found;
    }
}
