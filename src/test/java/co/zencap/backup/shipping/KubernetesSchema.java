package co.zencap.backup.shipping;

import co.zencap.backup.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;

/** What Kubernetes takes for objects of its kinds, and prometheus-operator for its own. */
final class KubernetesSchema {
    private final JsonNode definitions;

    KubernetesSchema() throws IOException {
        definitions = Documents.schema("kubernetes.json").path("definitions");
    }

    /** Where an object is not as its kind has it; empty when it is. */
    List<String> faults(JsonNode object) {
        var names = definitions.fieldNames();
        while (names.hasNext()) {
            String name = names.next();
            JsonNode type = definitions.path(name).path("properties");
            if (names(type, "kind", object) && names(type, "apiVersion", object)) {
                ObjectNode schema = Json.MAPPER.createObjectNode();
                schema.put("$ref", "#/definitions/" + name);
                schema.set("definitions", definitions);
                return Documents.faults(schema, object);
            }
        }
        return List.of("nothing is known of " + object.path("apiVersion") + " " + object.path("kind"));
    }

    private static boolean names(JsonNode type, String member, JsonNode object) {
        return Documents.texts(type.path(member).path("enum"))
                .contains(object.path(member).asText());
    }
}
