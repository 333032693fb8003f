package co.zencap.backup.recovery.table;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Rows that somebody wants back in live tables.
 *
 * @param schema where they were restored
 * @param tables of these; none: of all in it that were compared
 * @param kinds missing or changed, or both
 * @param keys only rows with these keys, as differences show them; empty: all. For one table
 */
public record CopyWish(String schema, List<TableWish> tables, Set<String> kinds, Optional<List<List<String>>> keys) {
    /** What can be copied back; what is only in the live table stays. */
    public static final Set<String> KINDS = Set.of(TableComparison.MISSING, TableComparison.CHANGED);

    public CopyWish {
        tables = List.copyOf(tables);
        kinds = Set.copyOf(kinds);
        keys = keys.map(List::copyOf);
    }

    String[] kindsArray() {
        return kinds.stream().sorted().toArray(String[]::new);
    }
}
