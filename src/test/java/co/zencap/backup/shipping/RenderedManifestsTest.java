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

    @ParameterizedTest
    @CsvSource({"development, false", "production, true"})
    void withACertificateEverythingThatCallsThePodsSpeaksHttps(String overlay, boolean isScraped) throws Exception {
        for (String folder : List.of("k8s", "routes", "config")) {
            Folders.copy(Documents.PROJECT.resolve(folder), temp.resolve(folder));
        }
        Files.writeString(
                temp.resolve("k8s/overlays").resolve(overlay).resolve("kustomization.yaml"),
                "components: [../../https]\n",
                StandardOpenOption.APPEND);

        List<JsonNode> objects = render(temp, overlay);

        var schema = new KubernetesSchema();
        assertThat(objects)
                .allSatisfy(object -> assertThat(schema.faults(object)).isEmpty());
        JsonNode pod = only(objects, "Deployment").path("template").path("spec");
        JsonNode container = pod.path("containers").get(0);
        var image = Dockerfile.read().environment();
        assertThat(container.path("ports").get(0).path("containerPort").asText())
                .isEqualTo(image.get("BACKUP_HTTPS_PORT"));
        for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
            assertThat(container.path(probe).path("httpGet").path("scheme").asText())
                    .as(probe)
                    .isEqualTo("HTTPS");
        }
        var given = new HashMap<String, String>();
        container
                .path("env")
                .forEach(each ->
                        given.put(each.path("name").asText(), each.path("value").asText()));
        assertThat(given.keySet())
                .contains("BACKUP_TLS_CERTIFICATE", "BACKUP_TLS_KEY")
                .isSubsetOf(Documents.settings());
        String mounted = Documents.each(container.path("volumeMounts")).stream()
                .filter(each -> each.path("name").asText().equals("tls"))
                .map(each -> each.path("mountPath").asText())
                .findFirst()
                .orElseThrow();
        assertThat(List.of(given.get("BACKUP_TLS_CERTIFICATE"), given.get("BACKUP_TLS_KEY")))
                .containsExactly(mounted + "/tls.crt", mounted + "/tls.key");
        assertThat(pod.path("volumes").findValuesAsText("secretName")).contains("zencap-tls");
        assertThat(objects.stream().filter(each -> each.path("kind").asText().equals("ServiceMonitor")))
                .hasSize(isScraped ? 1 : 0)
                .allMatch(each -> each.findValue("endpoints")
                        .get(0)
                        .path("scheme")
                        .asText()
                        .equals("https"));
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
