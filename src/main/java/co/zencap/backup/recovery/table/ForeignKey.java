package co.zencap.backup.recovery.table;

import co.zencap.backup.postgres.Quoting;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A foreign key of a live table.
 *
 * @param schema of the table it refers to
 * @param table its name
 * @param columns that refer
 * @param referenced the columns that they refer to
 * @param equals how they are compared, as SQL has it: referenced value first
 */
record ForeignKey(
        String name, String schema, String table, List<String> columns, List<String> referenced, List<String> equals) {
    private static final String QUERY =
            """
            SELECT k.conname, rn.nspname, r.relname,
                   ARRAY(SELECT a.attname::pg_catalog.text FROM pg_catalog.unnest(k.conkey) WITH ORDINALITY AS c (n, place)
                           JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = c.n ORDER BY c.place),
                   ARRAY(SELECT a.attname::pg_catalog.text FROM pg_catalog.unnest(k.confkey) WITH ORDINALITY AS c (n, place)
                           JOIN pg_catalog.pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = c.n ORDER BY c.place),
                   ARRAY(SELECT pg_catalog.format('OPERATOR(%I.%s)', n.nspname, o.oprname)
                           FROM pg_catalog.unnest(k.conpfeqop) WITH ORDINALITY AS c (op, place)
                           JOIN pg_catalog.pg_operator o ON o.oid = c.op
                           JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace ORDER BY c.place)
              FROM pg_catalog.pg_constraint k
              JOIN pg_catalog.pg_class t ON t.oid = k.conrelid JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
              JOIN pg_catalog.pg_class r ON r.oid = k.confrelid JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace
             WHERE tn.nspname = ? AND t.relname = ? AND k.contype = 'f'
               AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint p WHERE p.oid = k.conparentid AND p.conrelid = k.conrelid)
             ORDER BY k.conname""";

    static List<ForeignKey> of(LiveSession session, TablePair.Live live) throws SQLException {
        var all = new ArrayList<ForeignKey>();
        try (PreparedStatement query = session.prepared(QUERY, live.schema(), live.table());
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                all.add(new ForeignKey(
                        rows.getString(1),
                        rows.getString(2),
                        rows.getString(3),
                        texts(rows, 4),
                        texts(rows, 5),
                        texts(rows, 6)));
            }
        }
        return all;
    }

    private static List<String> texts(ResultSet rows, int column) throws SQLException {
        return Arrays.asList((String[]) rows.getArray(column).getArray());
    }

    boolean refersTo(TablePair.Live live) {
        return live.schema().equals(schema) && live.table().equals(table);
    }

    /** The table that it refers to, quoted for SQL. */
    String target() {
        return Quoting.name(schema) + "." + Quoting.name(table);
    }
}
