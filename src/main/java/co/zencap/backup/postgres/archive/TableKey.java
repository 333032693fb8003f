package co.zencap.backup.postgres.archive;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The columns that name a row of a table: its primary key, else a unique constraint whose columns are never null. */
public final class TableKey {
    private static final String FIND =
            """
            SELECT ARRAY(SELECT a.attname::text
                           FROM pg_catalog.unnest(k.conkey) WITH ORDINALITY AS of_key (number, place)
                           JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = of_key.number
                          ORDER BY of_key.place)
              FROM pg_catalog.pg_constraint k
              JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             WHERE n.nspname = ? AND c.relname = ? AND k.contype IN ('p', 'u')
               AND NOT EXISTS (SELECT FROM pg_catalog.pg_attribute a
                                WHERE a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey) AND NOT a.attnotnull)
             ORDER BY k.contype, k.conname
            """;

    private TableKey() {}

    /** Empty where the table has none, or none within {@code columns}. */
    public static Optional<List<String>> of(Connection connection, TableName table, List<String> columns)
            throws SQLException {
        try (PreparedStatement find = connection.prepareStatement(FIND)) {
            find.setString(1, table.schema());
            find.setString(2, table.table());
            try (ResultSet keys = find.executeQuery()) {
                while (keys.next()) {
                    List<String> key = Arrays.asList((String[]) keys.getArray(1).getArray());
                    if (columns.containsAll(key)) {
                        return Optional.of(key);
                    }
                }
                return Optional.empty();
            }
        }
    }
}
