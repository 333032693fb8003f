package co.zencap.backup.recovery.table;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a copying back would do now.
 *
 * @param schema from where
 * @param database the live one
 * @param tables in the order in which rows are put in: referenced tables first
 */
public record CopyPlan(String schema, String database, List<Table> tables) {

    /**
     * Of one table.
     *
     * @param table the live one, as a person names it
     * @param insert how many rows are put in
     * @param update how many rows are replaced
     * @param left how many differ and are left as they are
     * @param columns those that are copied
     * @param triggers that there are, and whether they fire; one sentence each
     * @param sequences that are moved on, so that the next number is free; one sentence each
     * @param foreignKeys what they refer to; one sentence each
     * @param blocking what stands in the way; one sentence each
     * @param notes what a person should know, one sentence each
     */
    public record Table(
            String table,
            long insert,
            long update,
            long left,
            List<String> columns,
            List<String> triggers,
            List<String> sequences,
            List<String> foreignKeys,
            List<String> blocking,
            List<String> notes) {}

    /** Whether something stands in the way. */
    @JsonProperty
    public boolean blocked() {
        return tables.stream().anyMatch(table -> !table.blocking().isEmpty());
    }

    @JsonProperty
    public long rows() {
        return tables.stream()
                .mapToLong(table -> table.insert() + table.update())
                .sum();
    }

    /** All of it in a few words. */
    public String sentence() {
        return tables.stream()
                        .map(table -> table.insert() + " rows would be put into " + table.table() + " and "
                                + table.update() + " replaced")
                        .collect(Collectors.joining("; "))
                + ", in one transaction. What is replaced is kept in " + schema + ".";
    }

    /** What stands in the way, in a few words. */
    public String obstacles() {
        return tables.stream().flatMap(table -> table.blocking().stream()).collect(Collectors.joining(" "));
    }
}
