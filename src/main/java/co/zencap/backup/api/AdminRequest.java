package co.zencap.backup.api;

import co.zencap.backup.json.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The JSON body of a POST, read with care: whatever it is, the answer says what was wrong with it. */
public final class AdminRequest {
    private final JsonNode body;

    private AdminRequest(JsonNode body) {
        this.body = body;
    }

    /**
     * Parses a body.
     *
     * @throws ApiProblem 415 when it is not declared as JSON, 400 when it is not JSON, 422 when it is not an object
     */
    public static AdminRequest parse(String contentType, String text) {
        if (contentType == null || !contentType.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            throw new ApiProblem(
                    415,
                    "Unsupported media type",
                    "The body is " + (contentType == null ? "of no declared type" : "not JSON by its Content-Type")
                            + ".",
                    "Send -H 'Content-Type: application/json'.");
        }
        try {
            JsonNode body = Json.MAPPER.readTree(text == null ? "" : text);
            if (!body.isObject()) {
                throw new ApiProblem(
                        422,
                        "Not an object",
                        "The body must be a JSON object.",
                        "Send for example {\"action\":\"backup\"}.");
            }
            ZeroCharacters.refuse(body);
            return new AdminRequest(body);
        } catch (JsonProcessingException e) {
            throw new ApiProblem(
                    400,
                    "Malformed JSON",
                    "The body is not JSON: " + Json.why(e) + ".",
                    "Check quotes and commas near line "
                            + Math.max(
                                    1,
                                    e.getLocation() == null
                                            ? 1
                                            : e.getLocation().getLineNr()) + ".");
        }
    }

    /** A text member that must be there. */
    public String required(String name, String example) {
        return optional(name)
                .orElseThrow(() -> new ApiProblem(
                        422, "Missing member", "'" + name + "' is missing.", "Send for example " + example + "."));
    }

    /** A text member; 422 when it is there and not text. */
    public Optional<String> optional(String name) {
        JsonNode value = body.get(name);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw new ApiProblem(
                    422, "Wrong type", "'" + name + "' must be a string.", "Put its value in double quotes.");
        }
        return Optional.of(value.textValue());
    }

    /** A list of texts; empty when it is not there, 422 when it is something else. */
    public List<String> texts(String name) {
        JsonNode value = body.get(name);
        var texts = new ArrayList<String>();
        if (value != null && !value.isNull()) {
            boolean wrong = !value.isArray();
            for (JsonNode each : value) {
                wrong |= !each.isTextual();
                texts.add(each.textValue());
            }
            if (wrong) {
                throw new ApiProblem(
                        422, "Wrong type", "'" + name + "' must be a list of strings.", "Write [\"one\", \"two\"].");
            }
        }
        return texts;
    }

    /** A member of any type; empty when it is not there. */
    Optional<JsonNode> member(String name) {
        return body.hasNonNull(name) ? Optional.of(body.get(name)) : Optional.empty();
    }

    /**
     * A member that is an object; an empty one when it is not there.
     *
     * @param known its members: 422 when it has another, as a misspelt one must not pass for one left out
     */
    AdminRequest object(String name, Set<String> known) {
        JsonNode value = member(name).orElseGet(Json.MAPPER::createObjectNode);
        if (!value.isObject()) {
            throw new ApiProblem(
                    422, "Wrong type", "'" + name + "' must be an object.", "Write {\"" + name + "\":{...}}.");
        }
        requireKnown(value, "'" + name + "'", known);
        return new AdminRequest(value);
    }

    /** The same, if it has no members but these. */
    AdminRequest of(Set<String> known) {
        requireKnown(body, "The body", known);
        return this;
    }

    private static void requireKnown(JsonNode object, String name, Set<String> known) {
        object.fieldNames().forEachRemaining(member -> {
            if (!known.contains(member)) {
                throw new ApiProblem(
                        422,
                        "Unknown member",
                        name + " has no member '" + AdminActions.safe(member) + "'.",
                        "Use " + String.join(", ", new TreeSet<>(known)) + ".");
            }
        });
    }

    /** A yes or no; no when it is not there, 422 when it is something else. */
    public boolean flag(String name) {
        JsonNode value = body.get(name);
        if (value != null && !value.isNull() && !value.isBoolean()) {
            throw new ApiProblem(
                    422, "Wrong type", "'" + name + "' must be true or false.", "Write it without quotes.");
        }
        return value != null && value.asBoolean();
    }
}
