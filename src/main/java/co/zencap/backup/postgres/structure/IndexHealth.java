package co.zencap.backup.postgres.structure;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether B-tree indexes are in order and have every row of their tables, by PostgreSQL's own extension amcheck.
 *
 * @param checked how many were
 * @param damaged what amcheck said, one sentence for each index that is not
 * @param leftOut why some or all were not checked; empty when all were
 * @see <a href="https://www.postgresql.org/docs/current/amcheck.html">amcheck</a>
 */
public record IndexHealth(long checked, List<String> damaged, String leftOut) {
    /** The smallest first, so that of many most are checked in whatever time there is. */
    private static final String BTREES =
            """
            SELECT c.oid, c.oid::pg_catalog.regclass::text
              FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
              JOIN pg_catalog.pg_am m ON m.oid = c.relam JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             WHERE m.amname = 'btree' AND c.relkind = 'i' AND i.indisvalid AND c.relpersistence <> 't'
               AND n.nspname NOT IN ('pg_catalog', 'pg_toast', 'information_schema')
             ORDER BY c.relpages, 2
            """;

    /** Class XX of SQLSTATE: internal errors and corrupted data. */
    private static final String DAMAGE = "XX";

    private static final String TIME_IS_OVER = "57014";
    private static final String SCHEMA = "zencap_amcheck";
    private static final Duration ANSWER = Duration.ofMinutes(1);

    private record Index(long oid, String name) {}

    /**
     * Checks all indexes of a database, and leaves it as it was.
     *
     * @param limit when this is over, no other index is begun, and the one that is being read is given up
     */
    public static IndexHealth of(Connection database, Duration limit) throws SQLException {
        long end = System.nanoTime() + limit.toNanos();
        database.setNetworkTimeout(Runnable::run, (int) limit.plus(ANSWER).toMillis());
        database.setAutoCommit(false);
        try (Statement sql = database.createStatement()) {
            String schema;
            try {
                schema = amcheck(sql);
            } catch (SQLException e) {
                return new IndexHealth(0, List.of(), "amcheck is not available: " + e.getMessage());
            }
            return check(sql, schema, end);
        } finally {
            // Of a session that is lost nothing stays, and its first failure says why.
            if (!database.isClosed()) {
                database.rollback();
            }
        }
    }

    /** The schema that it is in. */
    private static String amcheck(Statement sql) throws SQLException {
        try (ResultSet row = sql.executeQuery("SELECT pg_catalog.quote_ident(n.nspname) FROM pg_catalog.pg_extension e"
                + " JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'amcheck'")) {
            if (row.next()) {
                return row.getString(1);
            }
        }
        sql.execute("CREATE SCHEMA " + SCHEMA);
        sql.execute("CREATE EXTENSION amcheck SCHEMA " + SCHEMA);
        return SCHEMA;
    }

    private static IndexHealth check(Statement sql, String schema, long end) throws SQLException {
        var indexes = new ArrayList<Index>();
        try (ResultSet rows = sql.executeQuery(BTREES)) {
            while (rows.next()) {
                indexes.add(new Index(rows.getLong(1), rows.getString(2)));
            }
        }
        var damaged = new ArrayList<String>();
        int checked = 0;
        for (Index index : indexes) {
            long left = (end - System.nanoTime()) / 1_000_000;
            Savepoint before = sql.getConnection().setSavepoint();
            try {
                if (left <= 0) {
                    return overdue(checked, indexes.size(), damaged);
                }
                sql.execute("SET LOCAL statement_timeout = " + left);
                sql.execute("SELECT " + schema + ".bt_index_check(" + index.oid() + "::pg_catalog.regclass, true)");
            } catch (SQLException e) {
                String state = String.valueOf(e.getSQLState());
                if (state.equals(TIME_IS_OVER)) {
                    return overdue(checked, indexes.size(), damaged);
                }
                if (!state.startsWith(DAMAGE)) {
                    throw e;
                }
                damaged.add("Index " + index.name() + " is damaged: " + e.getMessage() + ".");
                sql.getConnection().rollback(before);
            }
            sql.getConnection().releaseSavepoint(before);
            checked++;
        }
        return new IndexHealth(checked, List.copyOf(damaged), "");
    }

    private static IndexHealth overdue(int checked, int all, List<String> damaged) {
        return new IndexHealth(
                checked,
                List.copyOf(damaged),
                "the time for it was over before the " + (all - checked) + " largest of " + all + " were read");
    }
}
