package co.zencap.backup.catalog;

import co.zencap.backup.json.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Array;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A row of an answer of the catalog: its columns by their types. All but numbers may be null.
 *
 * @param columns by name
 */
record FoundRow(Map<String, Object> columns) {

    String text(String column) {
        return (String) columns.get(column);
    }

    Boolean flag(String column) {
        return (Boolean) columns.get(column);
    }

    long number(String column) {
        return ((Number) columns.get(column)).longValue();
    }

    double decimal(String column) {
        return ((Number) columns.get(column)).doubleValue();
    }

    /** Whether there is anything in a column. */
    boolean has(String column) {
        return columns.get(column) != null;
    }

    Instant instant(String column) {
        var timestamp = (Timestamp) columns.get(column);
        return timestamp == null ? null : timestamp.toInstant();
    }

    JsonNode tree(String column) {
        return json(column, new TypeReference<>() {});
    }

    <T> T json(String column, TypeReference<T> type) {
        Object value = columns.get(column);
        try {
            return value == null ? null : Json.MAPPER.readValue(value.toString(), type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The catalog holds JSON that this program did not write", e);
        }
    }

    List<String> texts(String column) {
        try {
            return List.of((String[]) ((Array) columns.get(column)).getArray());
        } catch (SQLException e) {
            throw new IllegalStateException("The catalog's answer can't be read", e);
        }
    }
}
