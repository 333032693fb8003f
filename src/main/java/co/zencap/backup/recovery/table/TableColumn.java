package co.zencap.backup.recovery.table;

import co.zencap.backup.postgres.Quoting;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A column of a table of the live database.
 *
 * @param type its whole name, without modifiers
 * @param collation its whole name; empty where the type has none
 * @param generated whether the server computes it
 * @param identityAlways whether the server numbers it, and takes no update of it
 * @param notNull whether it refuses NULL
 * @param hasDefault whether a row without a value for it gets one
 * @param plain whether a cast to text gives what the type's own output does: people may have made a cast that tells less
 */
record TableColumn(
        String name,
        String type,
        String collation,
        boolean generated,
        boolean identityAlways,
        boolean notNull,
        boolean hasDefault,
        boolean plain) {
    private static final String QUERY =
            """
            SELECT a.attname, pg_catalog.format_type(a.atttypid, NULL),
                   coalesce((SELECT pg_catalog.format('%I.%I', cn.nspname, co.collname) FROM pg_catalog.pg_collation co
                      JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace WHERE co.oid = a.attcollation), ''),
                   a.attgenerated <> '', a.attidentity = 'a',
                   a.attnotnull OR t.typnotnull, a.atthasdef OR a.attidentity <> '' OR t.typdefault IS NOT NULL,
                   t.typnamespace = 'pg_catalog'::pg_catalog.regnamespace AND t.typtype = 'b'
                   AND NOT EXISTS (SELECT FROM pg_catalog.pg_cast c WHERE c.castsource = t.oid AND c.oid >= 16384
                                      AND c.casttarget = 'pg_catalog.text'::pg_catalog.regtype)
              FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
              JOIN pg_catalog.pg_class r ON r.oid = a.attrelid JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace
             WHERE n.nspname = ? AND r.relname = ? AND a.attnum > 0 AND NOT a.attisdropped
             ORDER BY a.attnum""";

    static List<TableColumn> of(LiveSession session, String schema, String table) throws SQLException {
        var columns = new ArrayList<TableColumn>();
        try (PreparedStatement query = session.prepared(QUERY, schema, table);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                columns.add(new TableColumn(
                        rows.getString(1),
                        rows.getString(2),
                        rows.getString(3),
                        rows.getBoolean(4),
                        rows.getBoolean(5),
                        rows.getBoolean(6),
                        rows.getBoolean(7),
                        rows.getBoolean(8)));
            }
        }
        return columns;
    }

    /** It in SQL, as a column of {@code alias}. */
    String in(String alias) {
        return alias + "." + Quoting.name(name);
    }

    /** Its value's text in SQL, which is the same for the same values whatever the type and the collation. */
    String textIn(String alias) {
        return text(in(alias), plain);
    }

    /** The same of any expression. */
    static String text(String expression, boolean plain) {
        String text = plain
                ? expression + "::pg_catalog.text"
                : "(CASE pg_catalog.num_nulls(" + expression + ") WHEN 0 THEN pg_catalog.format('%s', " + expression
                        + ") END)";
        return "(" + text + " COLLATE pg_catalog.\"C\")";
    }
}
