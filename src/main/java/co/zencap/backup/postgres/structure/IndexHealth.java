package co.zencap.backup.postgres.structure;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether B-tree indexes are in order and have every row of their tables, by PostgreSQL's own extension amcheck.
 *
 * @param checked how many were
 * @param damaged what amcheck said, one sentence for each index that is not
 * @param leftOut why none was checked; empty when they were
 * @see <a href="https://www.postgresql.org/docs/current/amcheck.html">amcheck</a>
 */
public record IndexHealth(long checked, List<String> damaged, Optional<String> leftOut) {
    private static final String BTREES =
            """
            SELECT c.oid, c.oid::pg_catalog.regclass::text
              FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
              JOIN pg_catalog.pg_am m ON m.oid = c.relam JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             WHERE m.amname = 'btree' AND c.relkind = 'i' AND i.indisvalid AND c.relpersistence <> 't'
               AND n.nspname NOT IN ('pg_catalog', 'pg_toast', 'information_schema')
            """;

    /** Class XX of SQLSTATE: internal errors and corrupted data. */
    private static final String DAMAGE = "XX";

    private static final String SCHEMA = "zencap_amcheck";

    private record Index(long oid, String name) {}

    /**
     * Checks all indexes of a database.
     *
     * @param database of our own: the extension is made in it where it is not, and taken away again
     */
    public static IndexHealth of(Connection database) throws SQLException {
        database.setNetworkTimeout(Runnable::run, 0); // one index may take hours
        try (Statement sql = database.createStatement()) {
            sql.execute("SET statement_timeout = 0");
            Optional<String> there = schemaOfAmcheck(sql);
            if (there.isPresent()) {
                return check(sql, there.get());
            }
            try {
                sql.execute("CREATE SCHEMA " + SCHEMA);
                sql.execute("CREATE EXTENSION amcheck SCHEMA " + SCHEMA);
            } catch (SQLException e) {
                sql.execute("DROP SCHEMA IF EXISTS " + SCHEMA + " CASCADE");
                return new IndexHealth(0, List.of(), Optional.of("amcheck is not available: " + e.getMessage()));
            }
            IndexHealth health = check(sql, SCHEMA);
            sql.execute("DROP SCHEMA " + SCHEMA + " CASCADE");
            return health;
        }
    }

    private static Optional<String> schemaOfAmcheck(Statement sql) throws SQLException {
        try (ResultSet row = sql.executeQuery("SELECT pg_catalog.quote_ident(n.nspname) FROM pg_catalog.pg_extension e"
                + " JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'amcheck'")) {
            return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
        }
    }

    private static IndexHealth check(Statement sql, String schema) throws SQLException {
        var indexes = new ArrayList<Index>();
        try (ResultSet rows = sql.executeQuery(BTREES)) {
            while (rows.next()) {
                indexes.add(new Index(rows.getLong(1), rows.getString(2)));
            }
        }
        var damaged = new ArrayList<String>();
        for (Index index : indexes) {
            try {
                sql.execute("SELECT " + schema + ".bt_index_check(" + index.oid() + "::pg_catalog.regclass, true)");
            } catch (SQLException e) {
                if (!String.valueOf(e.getSQLState()).startsWith(DAMAGE)) {
                    throw e;
                }
                damaged.add("Index " + index.name() + " is damaged: " + e.getMessage() + ".");
            }
        }
        return new IndexHealth(indexes.size(), List.copyOf(damaged), Optional.empty());
    }
}
