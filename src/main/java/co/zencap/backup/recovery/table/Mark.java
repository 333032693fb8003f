package co.zencap.backup.recovery.table;

import co.zencap.backup.json.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is written into the comments of what we make in the live database: whoever has the server knows all of it. */
final class Mark {
    private static final String SCHEMA = "zencap restored tables: ";
    private static final String TABLE = "zencap restored table: ";
    private static final String DIFFERENCES = "zencap differences: ";
    private static final String BEFORE = "zencap rows of before: ";

    private Mark() {}

    /**
     * Of a schema.
     *
     * @param takenAt as of when the backup shows the database
     */
    record OfSchema(String target, String backup, Instant takenAt, Instant restoredAt, String operation) {}

    /**
     * Of a restored table.
     *
     * @param schema of the live one
     * @param table the live one's name
     * @param key the columns that name a row; may be empty
     * @param notes what a person should know, one sentence each
     */
    record OfTable(String schema, String table, long rows, List<String> key, List<String> notes) {}

    /**
     * Of the differences between a restored table and the live one.
     *
     * @param restored the restored table's name, in the same schema
     * @param key the columns by which rows were compared; empty: whole rows
     */
    record OfDifferences(
            String restored, Instant comparedAt, List<String> key, long missing, long changed, long unexpected) {}

    /**
     * Of rows as they were before they were replaced.
     *
     * @param restored the restored table's name, in the same schema
     */
    record OfBefore(String restored, String operation, Instant copiedAt, long inserted, long updated) {}

    static String text(Object mark) {
        String kind = mark instanceof OfSchema
                ? SCHEMA
                : mark instanceof OfTable ? TABLE : mark instanceof OfDifferences ? DIFFERENCES : BEFORE;
        try {
            return kind + Json.MAPPER.writeValueAsString(mark);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("These types can always be written as JSON", e);
        }
    }

    static Optional<OfSchema> ofSchema(String comment) {
        return read(SCHEMA, comment, OfSchema.class);
    }

    static Optional<OfTable> ofTable(String comment) {
        return read(TABLE, comment, OfTable.class);
    }

    static Optional<OfDifferences> ofDifferences(String comment) {
        return read(DIFFERENCES, comment, OfDifferences.class);
    }

    static Optional<OfBefore> ofBefore(String comment) {
        return read(BEFORE, comment, OfBefore.class);
    }

    /** A comment that only looks like one of ours is none. */
    private static <T> Optional<T> read(String kind, String comment, Class<T> type) {
        if (comment == null || !comment.startsWith(kind)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.MAPPER.readValue(comment.substring(kind.length()), type));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
