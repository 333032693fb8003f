package co.zencap.backup.recovery.pointintime;

import co.zencap.backup.postgres.RecoveringServer;
import java.io.IOException;
import java.util.List;

/** Looks through a recovered cluster while it can't change: every row of every table, and every index where amcheck is. */
final class ClusterLook {
    private static final String DATABASES =
            "SELECT datname FROM pg_catalog.pg_database WHERE datallowconn ORDER BY datname";

    private static final String ROWS =
            """
            SELECT pg_catalog.format('SELECT pg_catalog.count(*) FROM ONLY %s', c.oid::pg_catalog.regclass)
              FROM pg_catalog.pg_class c
             WHERE c.relpersistence = 'p' AND (c.relkind = 'r' OR c.relkind = 'm' AND c.relispopulated)
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
             WHERE i.indisready AND i.indisvalid
            \\gexec
            """;

    private final RecoveringServer server;

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
    record Seen(int databases, long tables, long rows, long indexes) {}

    /** @throws IOException when something can't be read, or an index and its table differ */
    Seen look() throws IOException {
        List<String> databases = server.ask("template1", DATABASES).lines().toList();
        long tables = 0;
        long rows = 0;
        long indexes = 0;
        for (String database : databases) {
            List<Long> counts = server.script(database, ROWS)
                    .lines()
                    .filter(line -> line.matches("\\d+"))
                    .map(Long::valueOf)
                    .toList();
            tables += counts.size();
            rows += counts.stream().mapToLong(Long::longValue).sum();
            // Each answer is a line, and empty.
            indexes += server.script(database, INDEXES).lines().count();
        }
        return new Seen(databases.size(), tables, rows, indexes);
    }
}
