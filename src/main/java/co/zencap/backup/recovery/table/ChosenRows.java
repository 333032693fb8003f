package co.zencap.backup.recovery.table;

import co.zencap.backup.postgres.Quoting;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Rows of one table that are to be copied back: their keys, in a temporary table as long as the transaction lasts.
 *
 * @param table the restored one
 * @param kept where its differences are, quoted for SQL
 * @param rows the temporary table, quoted for SQL
 * @param asked how many were asked for by their keys; else as many as there are
 * @param foreignKeys of the live one
 */
record ChosenRows(
        RestoredSchema.Table table,
        TablePair pair,
        String kept,
        String rows,
        long insert,
        long update,
        long asked,
        List<ForeignKey> foreignKeys) {

    /** Of all tables that somebody means, those first that others refer to. */
    static List<ChosenRows> of(LiveSession session, RestoredSchema schema, CopyWish wish)
            throws IOException, SQLException {
        List<RestoredSchema.Table> tables = new ArrayList<>();
        for (TableWish each : wish.tables()) {
            tables.add(RestoredTables.table(schema, each));
        }
        if (tables.isEmpty()) {
            schema.tables().stream().filter(t -> t.differences().isPresent()).forEach(tables::add);
        }
        if (tables.isEmpty()) {
            throw DifferencePages.notCompared(schema.tables().stream()
                    .map(RestoredSchema.Table::of)
                    .findFirst()
                    .orElse(schema.id()));
        }
        if (wish.keys().isPresent() && tables.size() != 1) {
            throw new IllegalArgumentException("Keys are of one table. HINT: name it.");
        }
        var chosen = new ArrayList<ChosenRows>();
        for (RestoredSchema.Table table : new LinkedHashSet<>(tables)) {
            chosen.add(of(session, schema, table, wish, "zencap_rows_" + chosen.size()));
        }
        return inOrder(chosen);
    }

    private static ChosenRows of(
            LiveSession session, RestoredSchema schema, RestoredSchema.Table table, CopyWish wish, String name)
            throws IOException, SQLException {
        String kept = TableComparison.kept(session, schema.id(), table.name())
                .orElseThrow(() -> DifferencePages.notCompared(table.of()));
        TablePair pair = TablePair.of(session, schema.id(), table);
        DifferencePages.requireSameKey(table, pair);
        if (wish.keys().isPresent() && !pair.byKey()) {
            throw new IllegalArgumentException("The table " + table.of()
                    + " has no key in common with the backup's. HINT: copy all rows that are missing.");
        }
        String keptName = Quoting.name(schema.id()) + "." + Quoting.name(kept);
        String rows = "pg_temp." + Quoting.name(name);
        var parameters = new ArrayList<Object>();
        String wanted = wish.keys().map(keys -> join(pair, keys, parameters)).orElse("");
        parameters.add(wish.kindsArray());
        session.execute(
                "CREATE TEMPORARY TABLE " + Quoting.name(name) + " ON COMMIT DROP AS SELECT d.* FROM " + keptName + " d"
                        + wanted + " WHERE d.kind = ANY (?)",
                parameters.toArray());
        session.execute("ANALYZE " + rows);
        String count = "SELECT count(*) FROM " + rows + " WHERE kind = ?";
        return new ChosenRows(
                table,
                pair,
                keptName,
                rows,
                session.number(count, TableComparison.MISSING),
                session.number(count, TableComparison.CHANGED),
                wish.keys().map(keys -> (long) keys.stream().distinct().count()).orElse(-1L),
                pair.live().isPresent() ? ForeignKey.of(session, pair.live().get()) : List.of());
    }

    /** Keys are compared by their text, as they were shown: nothing of them is SQL. */
    private static String join(TablePair pair, List<List<String>> keys, List<Object> parameters) {
        int columns = pair.keyColumns();
        List<List<String>> distinct = keys.stream().distinct().toList();
        if (distinct.stream().anyMatch(key -> key.size() != columns)) {
            throw new IllegalArgumentException("A key of " + pair.restored() + " has " + columns
                    + (columns == 1 ? " value" : " values") + ". HINT: ./zencap table diff shows keys.");
        }
        for (int i = 0; i < columns; i++) {
            int column = i;
            parameters.add(distinct.stream().map(key -> key.get(column)).toArray(String[]::new));
        }
        return " JOIN ROWS FROM ("
                + IntStream.range(0, columns)
                        .mapToObj(i -> "pg_catalog.unnest(?::pg_catalog.text[])")
                        .collect(Collectors.joining(", "))
                + ") AS wanted ("
                + IntStream.range(0, columns).mapToObj(i -> "w" + i).collect(Collectors.joining(", "))
                + ") ON "
                + IntStream.range(0, columns)
                        .mapToObj(i -> TableColumn.text("d.k" + (i + 1), false) + " = wanted.w" + i)
                        .collect(Collectors.joining(" AND "));
    }

    /** A circle is entered somewhere; only keys that may be checked late can be in one. */
    private static List<ChosenRows> inOrder(List<ChosenRows> all) {
        var left = new ArrayList<>(all);
        var ordered = new ArrayList<ChosenRows>();
        while (!left.isEmpty()) {
            ChosenRows next = left.stream()
                    .filter(each -> left.stream().noneMatch(other -> other != each && each.refersTo(other)))
                    .findFirst()
                    .orElse(left.get(0));
            left.remove(next);
            ordered.add(next);
        }
        return List.copyOf(ordered);
    }

    private boolean refersTo(ChosenRows other) {
        return other.pair().live().isPresent()
                && foreignKeys.stream()
                        .anyMatch(key -> key.refersTo(other.pair().live().get()));
    }

    /** The chosen rows as the backup has them: {@code d} is what was found of each, {@code w} the row. */
    String restored() {
        return rows + " d JOIN " + pair.restoredRows() + " w ON " + pair.sameKey("w", "d");
    }
}
