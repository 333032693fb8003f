package co.zencap.backup.shipping;

import co.zencap.backup.json.Json;
import co.zencap.backup.settings.Variables;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files of this project that others read, as they read them. */
final class Documents {
    /** The project's folder. */
    static final Path PROJECT = Path.of("").toAbsolutePath();

    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7);

    private Documents() {}

    /** Every document of a YAML file, in the YAML that compose and Kubernetes read: 1.1, with merged maps. */
    static List<JsonNode> yaml(Path file) throws IOException {
        return yaml(Files.readString(PROJECT.resolve(file)));
    }

    static List<JsonNode> yaml(String text) {
        var documents = new ArrayList<JsonNode>();
        new Yaml(new SafeConstructor(new LoaderOptions()))
                .loadAll(text)
                .forEach(each -> documents.add(Json.MAPPER.valueToTree(each)));
        return documents;
    }

    /** A schema of the test's resources, without the name that it gives itself, which is no URI. */
    static JsonNode schema(String name) throws IOException {
        try (InputStream in = Documents.class.getResourceAsStream(name)) {
            return Json.MAPPER.readValue(in, ObjectNode.class).remove(List.of("$id", "$schema"));
        }
    }

    /** Where a document is not as a schema has it; empty when it is. */
    static List<String> faults(JsonNode schema, JsonNode document) {
        Schema rules = SCHEMAS.getSchema(schema);
        return rules.validate(document).stream().map(Object::toString).toList();
    }

    /** Its members' values, or its elements. */
    static List<JsonNode> each(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false).toList();
    }

    static List<String> texts(JsonNode array) {
        return each(array).stream().map(JsonNode::asText).toList();
    }

    /** The names under which the program reads its settings, with and without a file for the value. */
    static Set<String> settings() {
        var names = new HashSet<String>(Variables.names());
        Variables.names().forEach(name -> names.add(name + "_FILE"));
        return names;
    }

    /** Whether a value under this name has to lie in a file, as it is nobody else's business. */
    static boolean isSecret(String name) {
        return Pattern.compile("(_KEY|_PASSWORD|_TOKEN|_SECRET)$").matcher(name).find();
    }

    /** The version of this build. */
    static String version() throws IOException {
        Matcher version = Pattern.compile("<artifactId>zencap-backup</artifactId>\\s*<version>([^<]+)</version>")
                .matcher(Files.readString(PROJECT.resolve("pom.xml")));
        if (!version.find()) {
            throw new IOException("pom.xml names no version");
        }
        return version.group(1);
    }
}
