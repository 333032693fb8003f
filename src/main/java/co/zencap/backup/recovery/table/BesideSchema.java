package co.zencap.backup.recovery.table;

import co.zencap.backup.postgres.Quoting;
import co.zencap.backup.recovery.table.SourceTable.Column;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A schema in the live database, made here for tables of a backup. Nobody but its owner and superusers gets in. */
final class BesideSchema {
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("'restored_'uuuuMMdd_HHmm").withZone(ZoneOffset.UTC);

    /** NAMEDATALEN - 1. */
    private static final int LONGEST = 63;

    private static final String GRANTEES =
            """
            SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC'
                                 ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.grantee)) END
              FROM pg_catalog.pg_namespace n, pg_catalog.aclexplode(n.nspacl) a
             WHERE n.nspname = ? AND a.grantee <> n.nspowner""";

    private final LiveSession session;
    private final String name;
    private final Set<String> taken = new HashSet<>();
    private final Map<String, String> definitions = new HashMap<>();

    private BesideSchema(LiveSession session, String name) {
        this.session = session;
        this.name = name;
    }

    /** Makes one, which is there for nobody else before the session is committed. */
    static BesideSchema make(LiveSession session, Mark.OfSchema mark) throws SQLException {
        String free = freeName(session, mark.takenAt());
        var schema = new BesideSchema(session, free);
        session.execute("CREATE SCHEMA " + Quoting.name(free));
        session.execute("COMMENT ON SCHEMA " + Quoting.name(free) + " IS " + Quoting.text(Mark.text(mark)));
        var grantees = new ArrayList<String>();
        try (PreparedStatement query = session.prepared(GRANTEES, free);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                grantees.add(rows.getString(1));
            }
        }
        for (String grantee : grantees) {
            // default privileges may give what row security or columns' privileges keep from people
            session.execute("REVOKE ALL ON SCHEMA " + Quoting.name(free) + " FROM " + grantee);
        }
        return schema;
    }

    private static String freeName(LiveSession session, Instant takenAt) throws SQLException {
        String wanted = NAME.format(takenAt);
        String free = wanted;
        for (int i = 2;
                session.number("SELECT count(*) FROM pg_catalog.pg_namespace WHERE nspname = ?", free) > 0;
                i++) {
            free = wanted + "_" + i;
        }
        return free;
    }

    String name() {
        return name;
    }

    /** A table's whole name, quoted for SQL. */
    String sql(String table) {
        return Quoting.name(name) + "." + Quoting.name(table);
    }

    /**
     * Makes a table for rows of the backup's: its columns and their types, and nothing that could refuse a row or compute one.
     * Where the live database means another type by a name, or has none, a column has the text of its values.
     *
     * @param notes gets what a person should know
     * @return its name
     */
    String make(SourceTable source, List<String> notes) throws SQLException {
        String table = freeName(source);
        var columns = new ArrayList<String>();
        for (Column column : source.columns()) {
            columns.add(Quoting.name(column.name()) + " " + type(column, notes));
        }
        session.execute("CREATE TABLE " + sql(table) + " (" + String.join(", ", columns) + ")");
        return table;
    }

    private String type(Column column, List<String> notes) throws SQLException {
        if (!column.definition().equals(definition(column.bareType()))) {
            notes.add("Column " + column.name() + " is kept as text: its type " + column.bareType()
                    + " is not in the live database, or another one there.");
            return "pg_catalog.text";
        }
        if (column.collation().isEmpty()) {
            return column.type();
        }
        boolean known = session.number(
                        "SELECT count(*) FROM pg_catalog.pg_collation c JOIN pg_catalog.pg_namespace n"
                                + " ON n.oid = c.collnamespace WHERE pg_catalog.format('%I.%I', n.nspname, c.collname) = ?"
                                + " AND c.collencoding IN (-1, (SELECT encoding FROM pg_catalog.pg_database"
                                + " WHERE datname = pg_catalog.current_database()))",
                        column.collation().get())
                > 0;
        return column.type() + (known ? " COLLATE " + column.collation().get() : "");
    }

    private String definition(String type) throws SQLException {
        String known = definitions.get(type);
        if (known == null) {
            known = TypeDefinition.of(session.connection(), type);
            definitions.put(type, known);
        }
        return known;
    }

    /** What makes looking for rows quick; for a loaded table. */
    void finish(String table, Mark.OfTable mark) throws SQLException {
        if (!mark.key().isEmpty()) {
            session.execute("ALTER TABLE " + sql(table) + " ADD PRIMARY KEY ("
                    + mark.key().stream().map(Quoting::name).collect(Collectors.joining(", ")) + ")");
        }
        session.execute("COMMENT ON TABLE " + sql(table) + " IS " + Quoting.text(Mark.text(mark)));
        session.execute("ANALYZE " + sql(table));
    }

    /** Its own, unless a table of another schema has taken that. */
    private String freeName(SourceTable source) {
        String free = source.name().table();
        for (int i = 2; !taken.add(free); i++) {
            free = withEnding(source.name().table(), "_" + i);
        }
        return free;
    }

    /** A name with something behind it, cut before that where it gets too long, in whole characters. */
    static String withEnding(String name, String ending) {
        int end = name.length();
        while ((name.substring(0, end) + ending).getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            end = name.offsetByCodePoints(end, -1);
        }
        return name.substring(0, end) + ending;
    }
}
