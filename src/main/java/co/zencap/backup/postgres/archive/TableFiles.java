package co.zencap.backup.postgres.archive;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * In which of the server's files tables keep their rows. TRUNCATE, and ALTER TABLE where it rewrites, put a new file in
 * the old one's place, and a snapshot that is older sees no row in it: they are not MVCC-safe (PostgreSQL's manual, section
 * 13.6 "Caveats"). VACUUM FULL and CLUSTER change the file as well, but keep what older snapshots see; they can't be told
 * apart from the others here.
 */
public final class TableFiles {
    private static final String FILES =
            """
            SELECT c.oid, n.nspname, c.relname, c.relfilenode
              FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind = 'r' AND NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
               AND n.nspname <> 'information_schema'
            """;

    private final Map<Long, TableFile> byId;

    private record TableFile(TableName name, long file) {}

    private TableFiles(Map<Long, TableFile> byId) {
        this.byId = byId;
    }

    /** As the connection's transaction sees them. */
    public static TableFiles of(Connection connection) throws SQLException {
        var byId = new HashMap<Long, TableFile>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(FILES)) {
            while (row.next()) {
                var name = new TableName(row.getString(2), row.getString(3));
                byId.put(row.getLong(1), new TableFile(name, row.getLong(4)));
            }
        }
        return new TableFiles(byId);
    }

    /**
     * The tables that have been truncated, rewritten or dropped since.
     *
     * @param now the same database's at a later time
     * @param excludedSchemas whose tables don't matter
     */
    public Set<TableName> changed(TableFiles now, Collection<String> excludedSchemas) {
        var changed = new TreeSet<TableName>();
        byId.forEach((id, before) -> {
            TableFile after = now.byId.get(id);
            boolean same = after != null && after.file() == before.file();
            if (!same && !excludedSchemas.contains(before.name().schema())) {
                changed.add(before.name());
            }
        });
        return changed;
    }
}
