package co.zencap.backup.postgres.archive;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The question which rows of a table differ from those of a witness, a table with the same columns. They are compared as
 * text, byte by byte, as the fingerprint is: types need no equality, and collations don't matter.
 *
 * @param witness the other table's name
 * @param key the columns by which rows belong together
 */
record WitnessQuery(String witness, List<String> columns, List<String> key, TableSource source) {

    /**
     * Each row that differs: what it is (Missing, Unexpected or Changed) and its key's values.
     *
     * @param length where values are cut, one character more
     * @param rows how many are wanted; one more is given where there are more
     */
    String text(int length, int rows) {
        List<Integer> places = key.stream().map(columns::indexOf).toList();
        String list = all(i -> TableName.quote(columns.get(i)) + " AS c" + i, ", ");
        String absent = ".c" + places.get(0) + " IS NULL";
        String values = places.stream()
                .map(i -> ", pg_catalog.left(" + either(i) + "::text, " + (length + 1) + ")")
                .collect(Collectors.joining());
        String sameKey =
                places.stream().map(i -> text("w", i) + " = " + text("r", i)).collect(Collectors.joining(" AND "));
        String otherRow = all(i -> " OR " + text("w", i) + " IS DISTINCT FROM " + text("r", i), "");
        String order = places.stream().map(WitnessQuery::either).collect(Collectors.joining(", "));
        return "SELECT CASE WHEN r" + absent + " THEN 'Missing' WHEN w" + absent
                + " THEN 'Unexpected' ELSE 'Changed' END" + values
                + " FROM (SELECT " + list + " FROM " + witness + ") w"
                + " FULL JOIN (SELECT " + list + " FROM " + source.from() + ") r ON " + sameKey
                + " WHERE w" + absent + " OR r" + absent + otherRow
                + " ORDER BY " + order + " LIMIT " + (rows + 1);
    }

    private String all(IntFunction<String> column, String separator) {
        return IntStream.range(0, columns.size()).mapToObj(column).collect(Collectors.joining(separator));
    }

    private static String either(int column) {
        return "coalesce(w.c" + column + ", r.c" + column + ")";
    }

    private static String text(String side, int column) {
        return "(" + side + ".c" + column + "::text COLLATE \"C\")";
    }
}
