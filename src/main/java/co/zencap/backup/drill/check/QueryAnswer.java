package co.zencap.backup.drill.check;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a query returned.
 *
 * @param columns how many
 * @param first the first rows, each value as the server writes it, or null
 * @param rows how many there are in all
 */
record QueryAnswer(int columns, List<List<String>> first, long rows) {

    boolean isOneValue() {
        return rows == 1 && columns == 1;
    }

    /** For one value. */
    String value() {
        return first.get(0).get(0);
    }

    /** For example "2 rows: ('17'), ('23')". */
    String shown() {
        String count = rows == 1 ? "1 row" : rows + " rows";
        return rows == 0
                ? count
                : count + ": " + first.stream().map(Shown::row).collect(Collectors.joining(", "))
                        + (rows > first.size() ? " and " + (rows - first.size()) + " more" : "");
    }
}
