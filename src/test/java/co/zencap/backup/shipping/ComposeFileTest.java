package co.zencap.backup.shipping;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.key.MasterKey;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.settings.SettingsReader;
import co.zencap.backup.settings.Variables;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docker-compose.yml is what the Compose Specification wants, hangs together, and gives nobody more than is needed. */
class ComposeFileTest {
    private static final String SECRETS = "/run/secrets/";

    private static JsonNode compose;
    private static Map<String, JsonNode> services;

    @TempDir
    Path secrets;

    @BeforeAll
    static void read() throws IOException {
        compose = Documents.yaml(Path.of("docker-compose.yml")).get(0);
        services = new TreeMap<>();
        compose.path("services").fields().forEachRemaining(each -> services.put(each.getKey(), each.getValue()));
    }

    @Test
    void theSpecificationsSchemaAcceptsIt() throws IOException {
        JsonNode schema = Documents.schema("compose-spec.json");

        assertThat(Documents.faults(schema, compose)).isEmpty();

        ObjectNode misspelt = compose.deepCopy();
        ((ObjectNode) misspelt.path("services").path("zencap")).put("read_onyl", true);
        ((ObjectNode) misspelt.path("services").path("postgres")).put("user", 999);
        assertThat(Documents.faults(schema, misspelt))
                .anySatisfy(fault -> assertThat(fault).contains("read_onyl"))
                .anySatisfy(fault -> assertThat(fault).contains("user"));
    }

    @Test
    void noContainerHasMoreRightsThanItNeeds() {
        services.forEach((name, service) -> {
            assertThat(service.path("read_only").asBoolean()).as(name).isTrue();
            assertThat(Documents.texts(service.path("cap_drop"))).as(name).containsExactly("ALL");
            assertThat(Documents.texts(service.path("security_opt")))
                    .as(name)
                    .containsExactly("no-new-privileges:true");
            assertThat(service.path("user").asText()).as(name).matches("[1-9]\\d*:\\d+");
            assertThat(service.has("privileged") || service.has("cap_add") || service.has("devices"))
                    .as(name)
                    .isFalse();
            JsonNode limits = service.path("deploy").path("resources").path("limits");
            assertThat(limits.has("cpus") && limits.has("memory") && limits.has("pids"))
                    .as(name)
                    .isTrue();
            assertThat(service.path("logging").path("options").has("max-size"))
                    .as(name)
                    .isTrue();
        });
    }

    @Test
    void portsAreOpenOnThisMachineAlone() {
        services.forEach((name, service) -> assertThat(Documents.texts(service.path("ports")))
                .as(name)
                .allMatch(port -> port.startsWith("127.0.0.1:")));
        assertThat(compose.path("networks").path("inside").path("internal").asBoolean())
                .isTrue();
    }

    @Test
    void everyImageIsOfOneVersion() throws IOException {
        String ours = "zencap-backup:" + Documents.version();
        services.forEach((name, service) -> {
            String image = service.path("image").asText();
            assertThat(image).as(name).matches("[a-z./-]+:v?\\d+\\.\\d+[\\w.-]*");
            if (service.has("build")) {
                assertThat(image).as(name).isEqualTo(ours);
            }
        });
    }

    @Test
    void whatAServiceRefersToIsThere() {
        services.forEach((name, service) -> {
            for (JsonNode mount : service.path("volumes")) {
                String source = mount.path("source").asText();
                if (mount.path("type").asText().equals("bind")) {
                    assertThat(Documents.PROJECT.resolve(source)).as(name).exists();
                } else {
                    assertThat(compose.path("volumes").has(source)).as(source).isTrue();
                }
            }
            for (String secret : Documents.texts(service.path("secrets"))) {
                assertThat(compose.path("secrets").has(secret)).as(secret).isTrue();
            }
            for (String network : Documents.texts(service.path("networks"))) {
                assertThat(compose.path("networks").has(network)).as(network).isTrue();
            }
            service.path("depends_on").fields().forEachRemaining(other -> {
                JsonNode needed = services.get(other.getKey());
                assertThat(needed).as(other.getKey()).isNotNull();
                String condition = other.getValue().path("condition").asText();
                boolean ends = needed.path("restart").asText().equals("no");
                assertThat(condition).isEqualTo(ends ? "service_completed_successfully" : "service_healthy");
                // The image of our own brings a health check along.
                assertThat(ends || needed.has("healthcheck") || needed.has("build"))
                        .as(other.getKey())
                        .isTrue();
            });
        });
    }

    @Test
    void secretsAreFilesAndNothingElse() {
        services.forEach((name, service) -> {
            List<String> granted = Documents.texts(service.path("secrets"));
            service.path("environment").fields().forEachRemaining(variable -> {
                String value = variable.getValue().asText();
                assertThat(Documents.isSecret(variable.getKey()))
                        .as(name + " has " + variable.getKey() + " in the open")
                        .isFalse();
                if (value.startsWith(SECRETS)) {
                    assertThat(granted).as(name).contains(value.substring(SECRETS.length()));
                }
            });
        });
        compose.path("secrets").fields().forEachRemaining(secret -> assertThat(
                        secret.getValue().path("file").asText())
                .isEqualTo("./.secrets/" + secret.getKey()));
    }

    @Test
    void theServiceReadsWhatItIsGiven() throws IOException {
        Map<String, String> environment = environment();

        assertThat(environment.keySet()).isSubsetOf(Documents.settings());
        Settings settings =
                new SettingsReader(Variables.read(Documents.PROJECT, environment), Documents.PROJECT).read();
        assertThat(settings.database().database())
                .isEqualTo(services.get("postgres")
                        .path("environment")
                        .path("POSTGRES_DB")
                        .asText());
        assertThat(settings.s3().orElseThrow().bucket())
                .isEqualTo(Path.of(Documents.texts(services.get("bucket").path("entrypoint"))
                                .get(2))
                        .getFileName()
                        .toString());
        assertThat(settings.s3().orElseThrow().credentials().orElseThrow().accessKey())
                .isEqualTo(services.get("s3")
                        .path("environment")
                        .path("ROOT_ACCESS_KEY_ID")
                        .asText());
        assertThat(settings.alerts().email()).isPresent();
        assertThat(settings.metricsToken()).isPresent();
    }

    @Test
    void prometheusHasTheRulesOfKubernetes() throws IOException {
        JsonNode rule =
                Documents.yaml(Path.of("k8s/monitoring/prometheus-rules.yaml")).get(0);
        JsonNode plain = Documents.yaml(Path.of("config/monitoring/prometheus-rules.yml"))
                .get(0);

        assertThat(plain)
                .as("config/monitoring/prometheus-rules.yml; HINT: copy what is below 'spec' of the other file")
                .isEqualTo(rule.path("spec"));
    }

    /** Of the service, with secrets of this test in place of those that are mounted. */
    private Map<String, String> environment() throws IOException {
        Files.writeString(secrets.resolve("postgres_url"), "postgresql://zencap:x@postgres:5432/shop\n");
        for (String key : List.of("encryption_key", "admin_api_key", "metrics_token", "s3_secret_key")) {
            Files.writeString(secrets.resolve(key), MasterKey.generate() + "\n");
        }
        var environment = new HashMap<String, String>();
        services.get("zencap")
                .path("environment")
                .fields()
                .forEachRemaining(variable -> environment.put(
                        variable.getKey(), variable.getValue().asText().replace(SECRETS, secrets + "/")));
        return environment;
    }
}
