package co.zencap.backup.api;

import co.zencap.backup.recovery.table.CopyWish;
import co.zencap.backup.recovery.table.TableWish;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What calls about tables say, read and bounded; what is wrong with it is said with an example. */
final class TableCall {
    private static final int MOST_KEYS = 10_000;

    private TableCall() {}

    static TableWish wish(String name) {
        try {
            return TableWish.parse(name);
        } catch (IllegalArgumentException e) {
            throw ApiProblem.of(422, "Wrong name", e);
        }
    }

    static Set<String> kinds(String rows) {
        if (rows.equals("all")) {
            return CopyWish.KINDS;
        }
        if (!CopyWish.KINDS.contains(rows)) {
            throw new ApiProblem(
                    422,
                    "Wrong rows",
                    "'rows' is missing, changed or all.",
                    "Rows that are only in the live table are never deleted by this.");
        }
        return Set.of(rows);
    }

    /** Lists of texts: {@code [["17"], ["18"]]}. */
    static Optional<List<List<String>>> keys(Optional<JsonNode> given) {
        if (given.isEmpty()) {
            return Optional.empty();
        }
        var keys = new ArrayList<List<String>>();
        for (JsonNode each : given.get()) {
            var key = new ArrayList<String>();
            each.forEach(value -> key.add(value.isTextual() ? value.textValue() : null));
            keys.add(key);
        }
        boolean wrong = !given.get().isArray()
                || keys.stream().anyMatch(key -> key.isEmpty() || key.contains(null))
                || keys.stream().flatMap(List::stream).anyMatch(value -> value.indexOf('\0') >= 0);
        if (wrong || keys.isEmpty() || keys.size() > MOST_KEYS) {
            throw new ApiProblem(
                    422,
                    "Wrong keys",
                    "'keys' must be a list of 1 to " + MOST_KEYS + " keys, each a list of strings.",
                    "Write [[\"17\"], [\"18\"]]; for a key of two columns [[\"a\", \"2\"]].");
        }
        return Optional.of(keys);
    }

    static long number(String text, String name, long otherwise) {
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("\\d{1,18}")) {
            throw new ApiProblem(
                    422, "Wrong number", "'" + name + "' must be a whole number.", "Use for example " + name + "=50.");
        }
        return Long.parseLong(text);
    }
}
