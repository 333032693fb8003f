package co.zencap.backup.postgres.archive;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/**
 * The tables whose rows a dump of the whole database must hold, by the server's own catalog: what pg_dump decides in
 * {@code selectDumpableNamespace}, {@code selectDumpableTable}, {@code checkExtensionMembership} and
 * {@code processExtensionTables} of {@code src/bin/pg_dump/pg_dump.c}. A standby can't read unlogged tables, and pg_dump leaves them out there.
 */
final class ExpectedTables {
    private static final String TABLES =
            """
            SELECT n.nspname, c.relname
              FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind = 'r'
               AND NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
               AND n.nspname <> 'information_schema'
               AND n.nspname <> ALL (?)
               AND NOT (c.relpersistence = 'u' AND pg_catalog.pg_is_in_recovery())
               AND (NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                                 WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                                   AND d.objid = c.oid AND d.deptype = 'e')
                    OR EXISTS (SELECT FROM pg_catalog.pg_extension e WHERE c.oid = ANY (e.extconfig)))
            """;

    private static final String SEQUENCES = TABLES.replace("c.relkind = 'r'", "c.relkind = 'S'");

    private ExpectedTables() {}

    /** The sequences whose values a dump must hold, by the same rules. */
    static Set<TableName> sequences(Connection connection, Collection<String> excludedSchemas) throws SQLException {
        return names(connection, SEQUENCES, excludedSchemas);
    }

    /** @param excludedSchemas left out of the dump on purpose */
    static Set<TableName> of(Connection connection, Collection<String> excludedSchemas) throws SQLException {
        return names(connection, TABLES, excludedSchemas);
    }

    private static Set<TableName> names(Connection connection, String relations, Collection<String> excludedSchemas)
            throws SQLException {
        Set<TableName> tables = new TreeSet<>();
        try (PreparedStatement query = connection.prepareStatement(relations)) {
            query.setArray(1, connection.createArrayOf("text", excludedSchemas.toArray()));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    tables.add(new TableName(rows.getString(1), rows.getString(2)));
                }
            }
        }
        return tables;
    }
}
