package co.zencap.backup.postgres.archive;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Tables that belong to an extension and are not among those whose rows it has declared to be the user's
 * ({@code pg_extension_config_dump}): pg_dump leaves their rows to CREATE EXTENSION.
 */
public final class ExtensionTables {
    private static final String FIND =
            """
            SELECT n.nspname::text, c.relname::text
              FROM pg_catalog.pg_depend d
              JOIN pg_catalog.pg_class c ON c.oid = d.objid
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
             WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
               AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
               AND d.deptype = 'e' AND c.relkind = 'r'
               AND NOT c.oid = ANY (coalesce(e.extconfig, '{}'))
               AND pg_catalog.has_table_privilege(c.oid, 'SELECT')
             ORDER BY 1, 2
            """;

    private ExtensionTables() {}

    /** Those that have rows, as the connection sees them. */
    public static List<TableName> withRows(Connection connection) throws SQLException {
        var tables = new ArrayList<TableName>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet rows = statement.executeQuery(FIND)) {
                while (rows.next()) {
                    tables.add(new TableName(rows.getString(1), rows.getString(2)));
                }
            }
            var filled = new ArrayList<TableName>();
            for (TableName table : tables) {
                try (ResultSet row = statement.executeQuery("SELECT EXISTS (SELECT FROM " + table.sql() + ")")) {
                    if (row.next() && row.getBoolean(1)) {
                        filled.add(table);
                    }
                }
            }
            return filled;
        }
    }
}
