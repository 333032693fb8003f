package co.zencap.backup.shipping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The manifests are what Kubernetes takes, hang together, and fit the image and the program. Needs nothing of Kubernetes. */
class KubernetesManifestsTest {
    private static final Path PRODUCTION = Path.of("k8s/overlays/production");
    private static final String SECRETS = "/run/secrets/zencap";

    private static KubernetesSchema schema;
    private static Kustomization production;
    private static JsonNode pod;
    private static JsonNode container;

    @BeforeAll
    static void read() throws IOException {
        schema = new KubernetesSchema();
        production = Kustomization.read(PRODUCTION);
        pod = production.only("Deployment").path("spec").path("template").path("spec");
        container = pod.path("containers").get(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"k8s/base", "k8s/monitoring", "k8s/overlays/production"})
    void everyObjectIsWhatItsKindHas(String folder) throws IOException {
        try (Stream<Path> files = Files.list(Documents.PROJECT.resolve(folder))) {
            List<Path> manifests = files.filter(file -> file.toString().endsWith(".yaml"))
                    .filter(file -> !file.endsWith("kustomization.yaml"))
                    .toList();
            assertThat(manifests).isNotEmpty();
            for (Path manifest : manifests) {
                for (JsonNode object : Documents.yaml(manifest)) {
                    assertThat(schema.faults(object)).as(manifest.toString()).isEmpty();
                }
            }
        }
    }

    @Test
    void whatIsMisspeltIsFound() {
        ObjectNode wrong = production.only("Deployment").deepCopy();
        ((ObjectNode) wrong.path("spec").path("template").path("spec")).put("serviceAcountName", "x");
        ((ObjectNode) wrong.path("spec")).put("replicas", "two");
        ((ObjectNode) wrong.path("spec")).remove("selector");

        assertThat(schema.faults(wrong).toString()).contains("serviceAcountName", "replicas", "selector");
    }

    @Test
    void everyFileOfRoutesIsHandedOver() throws IOException {
        assertThat(production.configMaps().get("zencap-routes").keySet())
                .as("HINT: routes/kustomization.yaml has to list every route file")
                .isEqualTo(names("routes", "*.camel.yaml"));
        assertThat(mountPath("routes")).isEqualTo("/opt/zencap/routes");
    }

    @Test
    void everyFileOfConfigComesToLieWhereItIsHere() throws IOException {
        var mounted = new TreeSet<String>();
        for (JsonNode source : volume("config").path("projected").path("sources")) {
            JsonNode map = source.path("configMap");
            Set<String> keys =
                    production.configMaps().get(map.path("name").asText()).keySet();
            if (map.has("items")) {
                for (JsonNode item : map.path("items")) {
                    assertThat(keys).contains(item.path("key").asText());
                    mounted.add(item.path("path").asText());
                }
            } else {
                mounted.addAll(keys);
            }
        }

        var here = new TreeSet<String>();
        Path config = Documents.PROJECT.resolve("config");
        try (Stream<Path> files = Files.walk(config)) {
            files.filter(Files::isRegularFile)
                    .map(file -> config.relativize(file).toString())
                    .filter(file -> !file.startsWith("monitoring/") && !file.equals("kustomization.yaml"))
                    .forEach(here::add);
        }
        assertThat(mounted)
                .as("HINT: config/kustomization.yaml and the items in k8s/base/deployment.yaml have to list every file")
                .isEqualTo(here);
        assertThat(mountPath("config")).isEqualTo("/opt/zencap/config");
    }

    @ParameterizedTest
    @ValueSource(strings = {"development", "production"})
    void theServiceReadsWhatItIsGiven(String overlay) throws IOException {
        Kustomization kustomization = Kustomization.read(Path.of("k8s/overlays", overlay));
        var environment = new HashMap<String, String>(kustomization.configMaps().get("zencap-settings"));
        assertThat(container
                        .path("envFrom")
                        .get(0)
                        .path("configMapRef")
                        .path("name")
                        .asText())
                .isEqualTo("zencap-settings");
        for (JsonNode variable : container.path("env")) {
            environment.put(
                    variable.path("name").asText(), variable.path("value").asText());
        }

        assertThat(environment.keySet()).isSubsetOf(Documents.settings()).noneMatch(Documents::isSecret);
        assertThat(Documents.PROJECT.resolve(
                        "config/application-" + environment.get("BACKUP_ENVIRONMENT") + ".properties"))
                .exists();
        JsonNode example =
                Documents.yaml(PRODUCTION.resolve("secrets.example.yaml")).get(0);
        assertThat(volume("secrets").path("secret").path("secretName").asText())
                .isEqualTo(example.path("metadata").path("name").asText());
        var keys = new TreeSet<String>();
        for (String value : environment.values()) {
            if (value.startsWith(SECRETS + "/")) {
                keys.add(value.substring(SECRETS.length() + 1));
            }
        }
        var examples = new TreeSet<String>();
        example.path("stringData").fields().forEachRemaining(secret -> {
            assertThat(secret.getValue().asText()).isEmpty();
            examples.add(secret.getKey());
        });
        assertThat(examples).containsAll(keys);
        if (overlay.equals("production")) {
            assertThat(keys).isEqualTo(examples);
        }
        assertThat(mountPath("secrets")).isEqualTo(SECRETS);
    }

    @Test
    void podsMeetTheRestrictedStandard() {
        assertThat(production
                        .only("Namespace")
                        .path("metadata")
                        .path("labels")
                        .path("pod-security.kubernetes.io/enforce")
                        .asText())
                .isEqualTo("restricted");
        JsonNode podContext = pod.path("securityContext");
        assertThat(podContext.path("runAsNonRoot").asBoolean()).isTrue();
        assertThat(podContext.path("seccompProfile").path("type").asText()).isEqualTo("RuntimeDefault");
        for (String shared : List.of("hostNetwork", "hostPID", "hostIPC", "initContainers")) {
            assertThat(pod.has(shared)).as(shared).isFalse();
        }
        assertThat(pod.path("containers")).hasSize(1);
        JsonNode context = container.path("securityContext");
        assertThat(context.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(context.path("readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(Documents.texts(context.path("capabilities").path("drop"))).containsExactly("ALL");
        assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
        JsonNode account = production.only("ServiceAccount");
        assertThat(account.path("automountServiceAccountToken").asBoolean(true)).isFalse();
        assertThat(pod.path("serviceAccountName"))
                .isEqualTo(account.path("metadata").path("name"));
        assertThat(production.all("Secret")).isEmpty();
    }

    @Test
    void thePodIsMadeForTheImage() throws IOException {
        Dockerfile image = Dockerfile.read();
        assertThat(pod.path("securityContext").path("runAsUser").asText() + ":"
                        + pod.path("securityContext").path("runAsGroup").asText())
                .isEqualTo(image.only("USER"));
        assertThat(pod.path("securityContext").path("fsGroup").asText())
                .isEqualTo(image.only("USER").split(":")[1]);
        assertThat(container.path("ports").get(0).path("containerPort").asText())
                .isEqualTo(image.environment().get("BACKUP_HTTP_PORT"));

        var writable = new HashSet<String>();
        var volumes = new HashSet<String>();
        for (JsonNode mount : container.path("volumeMounts")) {
            volumes.add(mount.path("name").asText());
            if (!mount.path("readOnly").asBoolean()) {
                writable.add(mount.path("mountPath").asText());
            }
        }
        assertThat(writable)
                .contains("/tmp", image.environment().get("WLP_OUTPUT_DIR"))
                .containsAll(image.volumes());
        var declared = new HashSet<String>();
        pod.path("volumes").forEach(each -> declared.add(each.path("name").asText()));
        assertThat(volumes).isEqualTo(declared);
        assertThat(volume("backups").path("persistentVolumeClaim").path("claimName"))
                .isEqualTo(production
                        .only("PersistentVolumeClaim")
                        .path("metadata")
                        .path("name"));
    }

    @Test
    void whatSelectsPodsFindsThem() {
        JsonNode deployment = production.only("Deployment").path("spec");
        JsonNode name =
                Documents.yaml("{app.kubernetes.io/name: zencap-backup}").get(0);
        var selectors = new ArrayList<JsonNode>(List.of(
                deployment.path("selector").path("matchLabels"),
                production.only("Service").path("spec").path("selector"),
                production
                        .only("PodDisruptionBudget")
                        .path("spec")
                        .path("selector")
                        .path("matchLabels"),
                production.only("ServiceMonitor").path("spec").path("selector").path("matchLabels")));
        for (JsonNode policy : production.all("NetworkPolicy")) {
            JsonNode selector = policy.path("spec").path("podSelector");
            if (policy.path("metadata").path("name").asText().equals("deny-all")) {
                assertThat(selector).isEmpty();
                assertThat(policy.path("spec").has("ingress")
                                || policy.path("spec").has("egress"))
                        .isFalse();
                assertThat(Documents.texts(policy.path("spec").path("policyTypes")))
                        .containsExactlyInAnyOrder("Ingress", "Egress");
            } else {
                selectors.add(selector.path("matchLabels"));
            }
        }

        assertThat(selectors).hasSize(5).containsOnly(name);
    }

    @Test
    void portsGoByTheContainersName() {
        String port = container.path("ports").get(0).path("name").asText();
        for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
            assertThat(container.path(probe).path("httpGet").path("port").asText())
                    .as(probe)
                    .isEqualTo(port);
        }
        JsonNode service = production.only("Service").path("spec").path("ports").get(0);
        assertThat(service.path("targetPort").asText()).isEqualTo(port);
        JsonNode scrape =
                production.only("ServiceMonitor").path("spec").path("endpoints").get(0);
        assertThat(scrape.path("port")).isEqualTo(service.path("name"));
        JsonNode credentials = scrape.path("authorization").path("credentials");
        assertThat(credentials.path("name"))
                .isEqualTo(volume("secrets").path("secret").path("secretName"));
        assertThat(production
                        .all("NetworkPolicy")
                        .get(1)
                        .path("spec")
                        .path("ingress")
                        .findValuesAsText("port"))
                .containsExactly(port);
    }

    @Test
    void anotherNodeTakesOverWhereOneIsAway() {
        assertThat(production.only("Deployment").path("spec").path("replicas").asInt())
                .isEqualTo(2);
        assertThat(production
                        .only("PodDisruptionBudget")
                        .path("spec")
                        .path("maxUnavailable")
                        .asInt())
                .isEqualTo(1);
        assertThat(Documents.texts(
                        production.only("PersistentVolumeClaim").path("spec").path("accessModes")))
                .containsExactly("ReadWriteMany");
        assertThat(volume("work").has("emptyDir")).isTrue();
    }

    private static JsonNode volume(String name) {
        return named(pod.path("volumes"), name);
    }

    private static String mountPath(String volume) {
        JsonNode mount = named(container.path("volumeMounts"), volume);
        assertThat(mount.path("readOnly").asBoolean()).as(volume).isTrue();
        return mount.path("mountPath").asText();
    }

    private static JsonNode named(JsonNode list, String name) {
        return Documents.each(list).stream()
                .filter(each -> each.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("There is no " + name));
    }

    private static Set<String> names(String folder, String glob) throws IOException {
        var names = new TreeSet<String>();
        try (var files = Files.newDirectoryStream(Documents.PROJECT.resolve(folder), glob)) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        }
        return names;
    }
}
