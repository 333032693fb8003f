package co.zencap.backup.recovery.table;

import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.Quoting;
import co.zencap.backup.recovery.table.RestoredSchema.Differences;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Finds the rows in which a restored table and the live one differ. The server joins the two in one statement, which sees one
 * moment, and keeps the keys of what differs beside them: no row comes to us, and whoever looks at page after page does not
 * have the tables compared again.
 */
public final class TableComparison {
    static final String MISSING = "missing";
    static final String CHANGED = "changed";
    static final String UNEXPECTED = "unexpected";

    private final PostgresUrl live;
    private final LiveSession.Patience patience;
    private final Clock clock;

    TableComparison(PostgresUrl live, LiveSession.Patience patience, Clock clock) {
        this.live = live;
        this.patience = patience;
        this.clock = clock;
    }

    /**
     * What has been found.
     *
     * @param table the live one, as a person names it
     * @param isLive whether there is a live one
     * @param notes what a person should know, one sentence each
     */
    public record Found(String table, boolean isLive, Differences differences, List<String> notes) {}

    /** Compares a table, and forgets what was found before. */
    public Found run(String schemaId, TableWish wish) throws IOException {
        try (LiveSession session = LiveSession.open(live, patience)) {
            RestoredSchema schema = RestoredTables.find(session, schemaId);
            RestoredSchema.Table table = RestoredTables.table(schema, wish);
            try {
                TablePair pair = TablePair.of(session, schema.id(), table);
                String kept = freeName(session, schema.id(), table.name());
                session.execute(statement(pair, kept));
                Map<String, Long> counts = counts(session, schema.id(), kept);
                var differences = new Differences(
                        clock.instant(),
                        pair.byKey(),
                        counts.getOrDefault(MISSING, 0L),
                        counts.getOrDefault(CHANGED, 0L),
                        counts.getOrDefault(UNEXPECTED, 0L));
                finish(session, pair, kept, table, differences);
                session.commit();
                return new Found(table.of(), pair.live().isPresent(), differences, pair.notes());
            } catch (SQLException e) {
                throw session.failure("compare " + table.of(), e);
            }
        }
    }

    /** Where its differences are, if it was compared. */
    static Optional<String> kept(LiveSession session, String schema, String table) throws SQLException {
        try (PreparedStatement query = session.prepared(
                        "SELECT c.relname, pg_catalog.obj_description(c.oid, 'pg_class') FROM pg_catalog.pg_class c"
                                + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                                + " WHERE n.nspname = ? AND c.relkind = 'r'",
                        schema);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                if (Mark.ofDifferences(rows.getString(2))
                        .map(mark -> mark.restored().equals(table))
                        .orElse(false)) {
                    return Optional.of(rows.getString(1));
                }
            }
            return Optional.empty();
        }
    }

    /** The earlier ones go. */
    private static String freeName(LiveSession session, String schema, String table) throws SQLException {
        Optional<String> earlier = kept(session, schema, table);
        if (earlier.isPresent()) {
            session.execute("DROP TABLE " + Quoting.name(schema) + "." + Quoting.name(earlier.get()));
        }
        return freeName(session, schema, table, "_differences");
    }

    /** A name in a schema that nothing has yet. */
    static String freeName(LiveSession session, String schema, String table, String ending) throws SQLException {
        String free = BesideSchema.withEnding(table, ending);
        for (int i = 2;
                session.number(
                                "SELECT count(*) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n"
                                        + " ON n.oid = c.relnamespace WHERE n.nspname = ? AND c.relname = ?",
                                schema,
                                free)
                        > 0;
                i++) {
            free = BesideSchema.withEnding(table, ending + "_" + i);
        }
        return free;
    }

    /** {@code was} tells later whether somebody has changed a live row since. */
    private static String statement(TablePair pair, String kept) {
        String found = pair.live().isEmpty()
                ? "SELECT '" + MISSING + "'::pg_catalog.text AS kind, NULL::pg_catalog.text AS was, " + pair.keys("w.")
                        + " FROM " + pair.restoredRows() + " w"
                : "SELECT CASE WHEN l.v IS NULL THEN '" + MISSING + "' WHEN w.v IS NULL THEN '" + UNEXPECTED
                        + "' ELSE '"
                        + CHANGED + "' END AS kind, pg_catalog.md5(l.v::pg_catalog.text) AS was, "
                        + either(pair) + " FROM " + pair.restoredRows() + " w FULL JOIN " + pair.liveRows() + " l ON "
                        + pair.sameKey("w", "l") + " WHERE w.v IS DISTINCT FROM l.v";
        return "CREATE TABLE " + Quoting.name(pair.schema()) + "." + Quoting.name(kept)
                + " AS SELECT pg_catalog.row_number() OVER (ORDER BY " + pair.keys("") + ") AS number, d.* FROM ("
                + found
                + ") d";
    }

    private static String either(TablePair pair) {
        return IntStream.rangeClosed(1, pair.keyColumns())
                .mapToObj(i -> "coalesce(w.k" + i + ", l.k" + i + ") AS k" + i)
                .collect(Collectors.joining(", "));
    }

    static Map<String, Long> counts(LiveSession session, String schema, String kept) throws SQLException {
        var counts = new HashMap<String, Long>();
        try (PreparedStatement query = session.prepared("SELECT kind, count(*) FROM " + Quoting.name(schema) + "."
                        + Quoting.name(kept) + " GROUP BY kind");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                counts.put(rows.getString(1), rows.getLong(2));
            }
        }
        return counts;
    }

    private static void finish(
            LiveSession session, TablePair pair, String kept, RestoredSchema.Table table, Differences found)
            throws SQLException {
        String name = Quoting.name(pair.schema()) + "." + Quoting.name(kept);
        session.execute("ALTER TABLE " + name + " ADD PRIMARY KEY (number)");
        note(session, name, table, pair, found);
        session.execute("ANALYZE " + name);
    }

    static void note(LiveSession session, String name, RestoredSchema.Table table, TablePair pair, Differences found)
            throws SQLException {
        var mark = new Mark.OfDifferences(
                table.name(),
                found.comparedAt(),
                pair.byKey() ? table.key() : List.of(),
                found.missing(),
                found.changed(),
                found.unexpected());
        session.execute("COMMENT ON TABLE " + name + " IS " + Quoting.text(Mark.text(mark)));
    }

    /** What differences are called. */
    public static Set<String> kinds() {
        return Set.of(MISSING, CHANGED, UNEXPECTED);
    }
}
