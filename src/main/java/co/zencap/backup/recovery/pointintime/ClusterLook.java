package co.zencap.backup.recovery.pointintime;

import co.zencap.backup.postgres.RecoveringServer;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks through a recovered cluster: every row of every table, and every index where amcheck is. That is done while it can't
 * change, before it is promoted. What a transaction has locked whose end was not replayed, as one that was just dropping a table,
 * can't be read before the promotion has undone that transaction.
 */
final class ClusterLook {
    private static final String DATABASES =
            "SELECT datname FROM pg_catalog.pg_database WHERE datallowconn ORDER BY datname";

    /** Nobody but the server itself and we are there. Who reads a table opens its indexes, too. */
    private static final String LOCKED =
            """
            WITH locked AS (
                SELECT relation FROM pg_catalog.pg_locks
                 WHERE locktype = 'relation' AND mode = 'AccessExclusiveLock' AND granted AND database IN (0, (
                           SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())))
            SELECT relation FROM locked
             UNION
            SELECT indrelid FROM pg_catalog.pg_index WHERE indexrelid IN (SELECT relation FROM locked)
            """;

    private static final String ROWS =
            """
            SELECT pg_catalog.format('SELECT pg_catalog.count(*) FROM ONLY %s', c.oid::pg_catalog.regclass)
              FROM pg_catalog.pg_class c
             WHERE c.relpersistence = 'p' AND (c.relkind = 'r' OR c.relkind = 'm' AND c.relispopulated)
               AND c.oid {those}
             ORDER BY c.oid
            \\gexec
            """;

    private static final String INDEXES =
            """
            SELECT pg_catalog.format('SELECT %I.bt_index_check(%s, true)', n.nspname, i.indexrelid)
              FROM pg_catalog.pg_index i
              JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid AND c.relpersistence = 'p'
              JOIN pg_catalog.pg_am a ON a.oid = c.relam AND a.amname = 'btree'
              JOIN pg_catalog.pg_extension e ON e.extname = 'amcheck'
              JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
             WHERE i.indisready AND i.indisvalid AND i.indrelid {those}
            \\gexec
            """;

    private final RecoveringServer server;

    /** Of each database the object ids of tables that could not be read. */
    private final Map<String, List<String>> locked = new LinkedHashMap<>();

    ClusterLook(RecoveringServer server) {
        this.server = server;
    }

    /**
     * What was seen.
     *
     * @param databases that take connections
     * @param tables read to the end
     * @param rows in them
     * @param indexes compared with their tables
     */
    record Seen(int databases, long tables, long rows, long indexes) {
        Seen and(Seen more) {
            return new Seen(databases + more.databases, tables + more.tables, rows + more.rows, indexes + more.indexes);
        }
    }

    /** @throws IOException when something can't be read, or an index and its table differ */
    Seen look() throws IOException {
        var seen = new Seen(0, 0, 0, 0);
        for (String database : server.ask("template1", DATABASES).lines().toList()) {
            List<String> away = server.ask(database, LOCKED).lines().toList();
            if (!away.isEmpty()) {
                locked.put(database, away);
            }
            seen = seen.and(new Seen(1, 0, 0, 0)).and(read(database, "<> ALL " + array(away)));
        }
        return seen;
    }

    /** Whether there are tables that were locked. */
    boolean isPartial() {
        return !locked.isEmpty();
    }

    /** The same of tables that were locked before the server was promoted. */
    Seen lookAtTheRest() throws IOException {
        var seen = new Seen(0, 0, 0, 0);
        for (Map.Entry<String, List<String>> each : locked.entrySet()) {
            seen = seen.and(read(each.getKey(), "= ANY " + array(each.getValue())));
        }
        return seen;
    }

    private static String array(List<String> ids) {
        return "('{" + String.join(",", ids) + "}'::oid[])";
    }

    private Seen read(String database, String those) throws IOException {
        List<Long> counts = server.script(database, ROWS.replace("{those}", those))
                .lines()
                .filter(line -> line.matches("\\d+"))
                .map(Long::valueOf)
                .toList();
        // Each answer is a line, and empty.
        long indexes = server.script(database, INDEXES.replace("{those}", those))
                .lines()
                .count();
        return new Seen(
                0, counts.size(), counts.stream().mapToLong(Long::longValue).sum(), indexes);
    }
}
