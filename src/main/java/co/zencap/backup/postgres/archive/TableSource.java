package co.zencap.backup.postgres.archive;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How to read a table's own rows from a live database as pg_dump does ({@code dumpTableData_copy} of
 * {@code src/bin/pg_dump/pg_dump.c}): an ordinary table without those that inherit from it; a foreign table, or a
 * partitioned one whose partitions are loaded through it, as a query; of an extension's configuration table only the
 * rows that the extension says are the user's.
 *
 * @param columns those of the wanted columns that exist, in the wanted order
 * @param plain whether COPY can name the table itself
 * @param from what follows FROM, condition included
 */
record TableSource(TableName name, List<String> columns, boolean plain, String from) {
    private static final String FIND =
            """
            SELECT c.relkind::text,
                   (SELECT e.extcondition[pg_catalog.array_position(e.extconfig, c.oid)]
                      FROM pg_catalog.pg_extension e WHERE c.oid = ANY (e.extconfig) LIMIT 1),
                   ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a
                          WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)
              FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             WHERE n.nspname = ? AND c.relname = ? AND c.relkind IN ('r', 'p', 'f')
            """;

    /** The table, or empty where the database has none of that name. */
    static Optional<TableSource> find(Connection connection, TableName name, List<String> columns) throws SQLException {
        try (PreparedStatement find = connection.prepareStatement(FIND)) {
            find.setString(1, name.schema());
            find.setString(2, name.table());
            try (ResultSet row = find.executeQuery()) {
                return row.next() ? Optional.of(of(row, name, columns)) : Optional.empty();
            }
        }
    }

    private static TableSource of(ResultSet row, TableName name, List<String> columns) throws SQLException {
        boolean ordinary = row.getString(1).equals("r");
        String condition = Optional.ofNullable(row.getString(2)).orElse("");
        Array existing = row.getArray(3);
        List<String> found = Arrays.asList((String[]) existing.getArray());
        List<String> present = columns.stream().filter(found::contains).toList();
        return new TableSource(
                name,
                present,
                ordinary && condition.isEmpty(),
                (ordinary ? "ONLY " : "") + name.sql() + (condition.isEmpty() ? "" : " " + condition));
    }

    /** The COPY that sends the rows, in {@code encoding} whatever the session's own is. */
    String copy(String encoding) {
        String list = columns.stream().map(TableName::quote).collect(Collectors.joining(", "));
        String source = plain
                ? name.sql() + (columns.isEmpty() ? "" : " (" + list + ")")
                : "(SELECT " + list + " FROM " + from + ")";
        return "COPY " + source + " TO STDOUT (ENCODING '" + encoding.replace("'", "''") + "')";
    }

    String count() {
        return "SELECT pg_catalog.count(*) FROM " + from;
    }
}
