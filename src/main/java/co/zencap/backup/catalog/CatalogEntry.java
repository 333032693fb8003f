package co.zencap.backup.catalog;

import co.zencap.backup.json.Json;
import co.zencap.backup.operation.Operation;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One write to the catalog: a statement's name and its parameters, as plain JSON values, so that it can wait in the
 * journal. Every statement may be run twice without harm.
 *
 * @param statement the name of a file in {@code catalog/} on the class path, without {@code .sql}
 * @param parameters the statement's named parameters: strings, numbers, booleans or null
 */
public record CatalogEntry(
        String statement,
        // A null is a value here: a statement does not run without all of its parameters.
        @JsonInclude(content = JsonInclude.Include.ALWAYS) Map<String, Object> parameters) {

    /** The state of an operation, and the node that does it. */
    public static CatalogEntry of(Operation operation, String node) {
        return entry(
                "record-operation",
                "id",
                operation.id(),
                "kind",
                operation.kind().toString(),
                "target",
                operation.target(),
                "parentId",
                operation.parentId(),
                "backupId",
                operation.backupId(),
                "state",
                operation.state().toString(),
                "phase",
                operation.phase(),
                "startedAt",
                operation.startedAt(),
                "endedAt",
                operation.endedAt(),
                "result",
                json(operation.result()),
                "problem",
                operation.problem() == null ? null : json(operation.problem()),
                "node",
                node);
    }

    /** An entry of any kind: names and values in turn; instants as text. */
    public static CatalogEntry entry(String statement, Object... namesAndValues) {
        var parameters = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            Object value = namesAndValues[i + 1];
            parameters.put((String) namesAndValues[i], plain(value));
        }
        return new CatalogEntry(statement, parameters);
    }

    /** PostgreSQL's text and jsonb hold everything but U+0000, which would keep this entry out for ever. */
    private static Object plain(Object value) {
        if (value instanceof String text) {
            return text.replace('\0', '\ufffd').replace("\\u0000", "\\ufffd");
        }
        return value instanceof Instant instant ? instant.toString() : value;
    }

    /** Any value as JSON text. */
    public static String json(Object value) {
        try {
            return Json.MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("These types can always be written as JSON", e);
        }
    }
}
