package co.zencap.backup.shipping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import co.zencap.backup.testing.Folders;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code kubectl kustomize} makes of the manifests. Where there is no kubectl, this is left out, and said to be. */
class RenderedManifestsTest {
    private static final String HASH = "-[a-z0-9]{10}";

    @TempDir
    Path temp;

    @BeforeAll
    static void find() {
        boolean found = Pattern.compile(File.pathSeparator)
                .splitAsStream(System.getenv("PATH"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl")));
        assumeTrue(found, "There is no kubectl in PATH: what kustomize makes of k8s/ is not looked at here");
    }

    @ParameterizedTest
    @CsvSource({"development, zencap-development, 1", "production, zencap, 2"})
    void isValidAndHangsTogether(String overlay, String namespace, int replicas) throws Exception {
        var schema = new KubernetesSchema();
        List<JsonNode> objects = render(Documents.PROJECT, overlay);

        var configMaps = new HashMap<String, JsonNode>();
        for (JsonNode object : objects) {
            String kind = object.path("kind").asText();
            JsonNode metadata = object.path("metadata");
            assertThat(schema.faults(object)).as(kind).isEmpty();
            assertThat((kind.equals("Namespace") ? metadata.path("name") : metadata.path("namespace")).asText())
                    .as(kind)
                    .isEqualTo(namespace);
            if (kind.equals("ConfigMap")) {
                assertThat(metadata.path("name").asText()).matches("[a-z-]+" + HASH);
                configMaps.put(metadata.path("name").asText(), object.path("data"));
            }
        }
        JsonNode deployment = only(objects, "Deployment");
        assertThat(deployment.path("replicas").asInt()).isEqualTo(replicas);
        JsonNode pod = deployment.path("template").path("spec");
        assertThat(pod.path("containers").get(0).path("image").asText())
                .matches("([a-z.]+/)?zencap-backup:" + Pattern.quote(Documents.version()));
        var used = new TreeSet<String>(configMapNames(pod));
        assertThat(used).hasSize(6).isSubsetOf(configMaps.keySet());
        assertThat(only(objects, "PersistentVolumeClaim")
                        .path("accessModes")
                        .get(0)
                        .asText())
                .isEqualTo(replicas > 1 ? "ReadWriteMany" : "ReadWriteOnce");
    }

    @Test
    void anEditRollsOut() throws Exception {
        for (String folder : List.of("k8s", "routes", "config")) {
            Folders.copy(Documents.PROJECT.resolve(folder), temp.resolve(folder));
        }
        JsonNode before = only(render(temp, "production"), "Deployment").path("template");
        assertThat(only(render(temp, "production"), "Deployment").path("template"))
                .isEqualTo(before);
        var seen = new HashSet<JsonNode>(List.of(before));
        Map<String, String> edits = Map.of(
                "routes/upload.camel.yaml", "# edited\n",
                "config/webhook-formats/jira.yaml", "# edited\n",
                "config/retention.yaml", "# edited\n",
                "k8s/overlays/production/settings.env", "BACKUP_MAX_CONCURRENT=1\n");
        for (Map.Entry<String, String> edit : edits.entrySet()) {
            Files.writeString(temp.resolve(edit.getKey()), edit.getValue(), StandardOpenOption.APPEND);

            assertThat(seen.add(only(render(temp, "production"), "Deployment").path("template")))
                    .as(edit.getKey())
                    .isTrue();
        }
    }

    private static TreeSet<String> configMapNames(JsonNode pod) {
        var names = new TreeSet<String>();
        for (String member : List.of("configMap", "configMapRef")) {
            pod.findValues(member)
                    .forEach(reference -> names.add(reference.path("name").asText()));
        }
        return names;
    }

    private static JsonNode only(List<JsonNode> objects, String kind) {
        List<JsonNode> found = objects.stream()
                .filter(each -> each.path("kind").asText().equals(kind))
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0).path("spec");
    }

    private List<JsonNode> render(Path project, String overlay) throws IOException, InterruptedException {
        Path errors = temp.resolve("errors");
        Process kubectl = new ProcessBuilder(
                        "kubectl",
                        "kustomize",
                        project.resolve("k8s/overlays").resolve(overlay).toString())
                .redirectError(errors.toFile())
                .start();
        String rendered = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(kubectl.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(kubectl.exitValue()).as(Files.readString(errors)).isZero();
        return Documents.yaml(rendered);
    }
}
