package co.zencap.backup.recovery.table;

import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.Quoting;
import co.zencap.backup.recovery.table.RestoredTables.NotRestored;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Shows rows that differ, page after page, as they are now. */
public final class DifferencePages {
    /** More on one page nobody reads, and it would have to be held. */
    public static final int MOST_ROWS = 200;

    private static final int LONGEST_VALUE = 200;
    private static final int ROWS_AT_ONCE = 20;

    /** Of long values those parts may differ that are not shown. */
    private static final String DIFFERS =
            "CASE WHEN w.v IS NOT NULL AND l.v IS NOT NULL THEN ARRAY(SELECT (a IS DISTINCT"
                    + " FROM b)::pg_catalog.text FROM ROWS FROM (pg_catalog.unnest(w.v), pg_catalog.unnest(l.v)) WITH ORDINALITY AS o (a, b, place)"
                    + " ORDER BY o.place) END";

    private final PostgresUrl live;
    private final LiveSession.Patience patience;

    DifferencePages(PostgresUrl live, LiveSession.Patience patience) {
        this.live = live;
        this.patience = patience;
    }

    /**
     * One page.
     *
     * @param columns those of the rows
     * @param key those that name a row; empty: whole rows were compared
     * @param rows in the order of the key
     * @param next the number to go on after; empty at the end
     */
    public record Page(String table, List<String> columns, List<String> key, List<Row> rows, Optional<Long> next) {}

    /**
     * One row that differs.
     *
     * @param number its place among all that differ
     * @param kind missing, changed or unexpected
     * @param key its values, as {@code keys} of a copying back takes them; empty without a key
     * @param restored the backup's values by column; of a changed row those that differ; null where it is unexpected
     * @param live the live table's likewise; null where it is missing
     */
    public record Row(
            long number,
            String kind,
            List<String> key,
            @JsonInclude(content = JsonInclude.Include.ALWAYS) Map<String, String> restored,
            @JsonInclude(content = JsonInclude.Include.ALWAYS) Map<String, String> live) {}

    /**
     * @param kind of these only; empty: of all
     * @param after the number of the row before; 0 at the beginning
     */
    public Page page(String schemaId, TableWish wish, Optional<String> kind, long after, int limit) throws IOException {
        try (LiveSession session = LiveSession.open(live, patience)) {
            RestoredSchema schema = RestoredTables.find(session, schemaId);
            RestoredSchema.Table table = RestoredTables.table(schema, wish);
            try {
                String kept = TableComparison.kept(session, schema.id(), table.name())
                        .orElseThrow(() -> notCompared(table.of()));
                TablePair pair = TablePair.of(session, schema.id(), table);
                requireSameKey(table, pair);
                return page(session, pair, table, kept, kind, after, Math.min(limit, MOST_ROWS));
            } catch (SQLException e) {
                throw session.failure("show what differs in " + table.of(), e);
            }
        }
    }

    static NotRestored notCompared(String table) {
        return new NotRestored("The table " + table + " was not compared yet. HINT: ./zencap table diff compares it.");
    }

    /** The live table may have got or lost its key since. */
    static void requireSameKey(RestoredSchema.Table table, TablePair pair) throws IOException {
        boolean byKey =
                table.differences().map(RestoredSchema.Differences::byKey).orElse(false);
        if (byKey != pair.byKey()) {
            throw new IOException("The live table's key is not the one by which it was compared. HINT: compare it again"
                    + " (./zencap table diff).");
        }
    }

    private static Page page(
            LiveSession session,
            TablePair pair,
            RestoredSchema.Table table,
            String kept,
            Optional<String> kind,
            long after,
            int limit)
            throws SQLException {
        var rows = new ArrayList<Row>();
        try (PreparedStatement query =
                session.prepared(statement(pair, kept), after, kind.orElse(""), kind.orElse(""), (long) limit + 1)) {
            query.setFetchSize(ROWS_AT_ONCE);
            try (ResultSet found = query.executeQuery()) {
                while (rows.size() < limit && found.next()) {
                    rows.add(row(found, pair));
                }
                boolean more = rows.size() == limit && found.next();
                return new Page(
                        table.of(),
                        pair.columns().stream().map(c -> c.restored().name()).toList(),
                        pair.byKey() ? table.key() : List.of(),
                        List.copyOf(rows),
                        more ? Optional.of(rows.get(rows.size() - 1).number()) : Optional.empty());
            }
        }
    }

    /** Without a key the key is the row itself. */
    private static String statement(TablePair pair, String kept) {
        String chosen = "(SELECT * FROM " + Quoting.name(pair.schema()) + "." + Quoting.name(kept)
                + " WHERE number > ? AND (? = '' OR kind = ?) ORDER BY number LIMIT ?) d";
        if (!pair.byKey()) {
            return "SELECT d.number, d.kind, NULL, CASE d.kind WHEN 'unexpected' THEN NULL ELSE "
                    + cut("d.k1") + " END, CASE d.kind WHEN 'missing' THEN NULL ELSE " + cut("d.k1")
                    + " END, NULL FROM " + chosen
                    + " ORDER BY d.number";
        }
        String keys = IntStream.rangeClosed(1, pair.keyColumns())
                .mapToObj(i -> TableColumn.text("d.k" + i, false))
                .collect(Collectors.joining(", ", "ARRAY[", "]"));
        return "SELECT d.number, d.kind, " + keys + ", " + cut("w.v") + ", "
                + (pair.live().isPresent() ? cut("l.v") + ", " + DIFFERS : "NULL, NULL") + " FROM " + chosen
                + " LEFT JOIN " + pair.restoredRows()
                + " w ON " + pair.sameKey("w", "d")
                + (pair.live().isPresent() ? " LEFT JOIN " + pair.liveRows() + " l ON " + pair.sameKey("l", "d") : "")
                + " ORDER BY d.number";
    }

    /** Long values are cut by the server; how many characters there were more is said. */
    private static String cut(String values) {
        return "CASE WHEN " + values + " IS NOT NULL THEN ARRAY(SELECT CASE WHEN pg_catalog.length(x) > "
                + LONGEST_VALUE
                + " THEN pg_catalog.left(x, " + LONGEST_VALUE
                + ") || '\u2026 (' || pg_catalog.length(x) || ')' ELSE x END"
                + " FROM pg_catalog.unnest(" + values + ") WITH ORDINALITY AS o (x, place) ORDER BY o.place) END";
    }

    private static Row row(ResultSet found, TablePair pair) throws SQLException {
        String kind = found.getString(2);
        List<String> key = values(found, 3);
        List<String> restored = values(found, 4);
        List<String> live = values(found, 5);
        List<String> differs = values(found, 6);
        return new Row(
                found.getLong(1),
                kind,
                key == null ? List.of() : key,
                byColumn(pair, restored, differs),
                byColumn(pair, live, differs));
    }

    private static List<String> values(ResultSet found, int column) throws SQLException {
        return found.getArray(column) == null
                ? null
                : Arrays.asList((String[]) found.getArray(column).getArray());
    }

    /** @param differs which of them; null: all */
    private static Map<String, String> byColumn(TablePair pair, List<String> values, List<String> differs) {
        if (values == null) {
            return null;
        }
        var byColumn = new LinkedHashMap<String, String>();
        for (int i = 0; i < values.size(); i++) {
            if (differs == null || differs.get(i).equals("true")) {
                byColumn.put(pair.columns().get(i).restored().name(), values.get(i));
            }
        }
        return byColumn;
    }
}
