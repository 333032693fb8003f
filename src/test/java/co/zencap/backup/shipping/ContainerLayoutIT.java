package co.zencap.backup.shipping;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.FileTrees;
import co.zencap.backup.testing.Folders;
import co.zencap.backup.testing.Installation;
import co.zencap.backup.testing.TestAuthority;
import co.zencap.backup.testing.TestAuthority.Issued;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import co.zencap.backup.tls.CertificateTrust;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the image holds, put together as the Dockerfile does and run outside of it by the Dockerfile's own command and
 * variables: as another user, from a folder that nobody may write to, with secrets as files and with routes/ and config/ as
 * Kubernetes mounts them.
 */
class ContainerLayoutIT {
    private static final String INSTALLED = "/opt/zencap";
    private static final String USER = "10001";

    @TempDir
    static Path temp;

    private static Path home;
    private static Path secrets;
    private static Map<String, String> variables;
    private static PostgresUrl catalog;
    private static Process server;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
        home = temp.resolve("zencap");
        run(Documents.PROJECT.resolve("src/main/sh/assemble-installation").toString(), home.toString());
        mountAsKubernetesDoes("routes");
        mountAsKubernetesDoes("config");
        PostgresUrl source = TestCluster.createDatabase();
        catalog = TestCluster.createDatabase();
        Databases.fill(source);
        makeSecrets(source);
        variables = variables();
        run("chmod", "-R", "a-w", home.toString());
        server = launch(Dockerfile.words(Dockerfile.read().only("CMD"))).start();
        Awaitility.await().atMost(Duration.ofMinutes(3)).until(ContainerLayoutIT::hasStarted);
    }

    @AfterAll
    static void end() throws Exception {
        if (server != null) {
            server.destroyForcibly().waitFor();
        }
        run("chmod", "-R", "u+w", home.toString());
    }

    @Test
    void theServiceRunsAndEndsWhenItIsToldTo() throws Exception {
        Map<String, String> before = FileTrees.describe(home);

        assertThat(home.resolve("bom.json")).isNotEmptyFile();
        assertThat(home.resolve("THIRD-PARTY.txt")).isNotEmptyFile();
        probesOfKubernetesAreAnswered();
        theKeysAreThoseOfTheFiles();
        aBackupSucceeds();
        theCommandLineFindsTheService();

        server.destroy();
        assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
        // 128 + SIGTERM, which the image's tini takes for an orderly end
        assertThat(server.exitValue()).isEqualTo(143);
        assertThat(Dockerfile.words(Dockerfile.read().only("ENTRYPOINT"))).contains("-e", "143");
        assertThat(FileTrees.describe(home)).isEqualTo(before);
        String log = Files.readString(temp.resolve("log"));
        assertThat(log).contains("The schedule is at work");
        for (Path secret : Folders.files(secrets)) {
            assertThat(log).doesNotContain(Files.readString(secret).strip());
        }
    }

    @Test
    void withACertificateItSpeaksHttpsAndItsHealthCheckFindsIt() throws Exception {
        var authority = new TestAuthority(Files.createDirectory(temp.resolve("authority")));
        Issued issued = authority.issue("image", "RSA");
        if (System.getProperty("user.name").equals("root")) {
            run("chown", USER, issued.key().toString());
        }
        Map<String, String> https = new HashMap<>(variables);
        for (String name : List.of("WLP_OUTPUT_DIR", "LOG_DIR", "BACKUP_WORK_DIR", "BACKUP_LOCAL_DIR")) {
            Path folder = Files.createDirectories(temp.resolve("https").resolve(name));
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
            https.put(name, folder.toString());
        }
        https.put("BACKUP_TLS_CERTIFICATE", issued.certificate().toString());
        https.put("BACKUP_TLS_KEY", issued.key().toString());
        https.put("BACKUP_HTTPS_PORT", String.valueOf(Installation.freePort() + 5_000));
        List<String> command = Dockerfile.words(Dockerfile.read().only("CMD"));
        Path log = temp.resolve("https.log");

        Process encrypted = launch(command, https).redirectOutput(log.toFile()).start();
        try {
            var check =
                    List.of("sh", "-c", Dockerfile.read().only("HEALTHCHECK").replaceFirst(".*?CMD ", ""));
            Awaitility.await().atMost(Duration.ofMinutes(3)).until(() -> {
                assertThat(encrypted.isAlive()).as(Files.readString(log)).isTrue();
                return launch(check, https)
                                .redirectOutput(temp.resolve("check").toFile())
                                .start()
                                .waitFor()
                        == 0;
            });
            var client = HttpClient.newBuilder()
                    .sslContext(CertificateTrust.issuedBy(authority.certificate()))
                    .build();
            var request =
                    HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + https.get("BACKUP_HTTPS_PORT") + "/"));
            assertThat(client.send(request.build(), BodyHandlers.discarding()).statusCode())
                    .isEqualTo(200);
        } finally {
            encrypted.destroy();
            encrypted.waitFor();
        }

        https.put("BACKUP_TLS_KEY", authority.issue("another", "RSA").key().toString());
        Process refused = launch(command, https).redirectOutput(log.toFile()).start();
        assertThat(refused.waitFor()).isEqualTo(78);
        assertThat(Files.readString(log)).contains("HINT:");
    }

    private void probesOfKubernetesAreAnswered() throws Exception {
        JsonNode container = Kustomization.read(Path.of("k8s/overlays/production"))
                .only("Deployment")
                .findValue("containers")
                .get(0);
        for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
            String path = container.path(probe).path("httpGet").path("path").asText();
            assertThat(get(path, "").statusCode()).as(path).isEqualTo(200);
        }
        JsonNode monitor = Kustomization.read(Path.of("k8s/monitoring")).only("ServiceMonitor");
        String metrics = monitor.findValue("endpoints").get(0).path("path").asText();
        assertThat(get(metrics, secret("metrics_token")).body()).contains("zencap_service{");
    }

    private void theKeysAreThoseOfTheFiles() throws Exception {
        assertThat(get("/api/v1/backups", secret("admin_api_key")).statusCode()).isEqualTo(200);
        assertThat(get("/api/v1/backups", secret("metrics_token")).statusCode()).isEqualTo(401);
        assertThat(get("/api/v1/backups", "").statusCode()).isEqualTo(401);
    }

    private void aBackupSucceeds() throws Exception {
        Process backup = cli("backup", "--wait");
        assertThat(backup.waitFor()).as(Files.readString(temp.resolve("cli"))).isZero();
        assertThat(Databases.query(catalog, "SELECT count(*) FROM zencap.backups WHERE target NOT LIKE '%-full'"))
                .containsExactly("1");
        assertThat(Folders.files(temp.resolve("backups"))).anyMatch(file -> file.endsWith("manifest.json"));
    }

    private void theCommandLineFindsTheService() throws Exception {
        assertThat(cli("status").waitFor()).isZero();
        assertThat(Files.readString(temp.resolve("cli"))).contains("at http://127.0.0.1:");
    }

    private HttpResponse<String> get(String path, String key) throws Exception {
        var request = HttpRequest.newBuilder(address().resolve(path));
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static boolean hasStarted() throws Exception {
        assertThat(server.isAlive()).as(Files.readString(temp.resolve("log"))).isTrue();
        try {
            var request = HttpRequest.newBuilder(address().resolve("/health/started"));
            return HttpClient.newHttpClient()
                            .send(request.build(), BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false; // not listening yet: asked again
        }
    }

    private static URI address() {
        return URI.create("http://127.0.0.1:" + variables.get("BACKUP_HTTP_PORT"));
    }

    private static String secret(String name) throws IOException {
        return Files.readString(secrets.resolve(name)).strip();
    }

    /** By the program that makes those of docker-compose.yml; it has to keep the one that is there. */
    private static void makeSecrets(PostgresUrl source) throws Exception {
        secrets = Files.createDirectory(temp.resolve("secrets"));
        Files.writeString(secrets.resolve("postgres_url"), Databases.text(source) + "\n");
        run(home.resolve("src/main/sh/provide-secrets").toString(), secrets.toString());

        JsonNode compose = Documents.yaml(Path.of("docker-compose.yml")).get(0);
        var wanted = new ArrayList<String>();
        compose.path("secrets").fieldNames().forEachRemaining(wanted::add);
        assertThat(secrets.toFile().list()).containsExactlyInAnyOrderElementsOf(wanted);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secrets)))
                .isEqualTo("rwx------");
        assertThat(secret("postgres_url")).isEqualTo(Databases.text(source));
        assertThat(secret("encryption_key")).matches("[0-9a-f]{64}").isNotEqualTo(secret("admin_api_key"));
        // A container gets each file by itself, and not through the folder.
        Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** The image's, with this test's folders, and the files of secrets that docker-compose.yml names. */
    private static Map<String, String> variables() throws IOException {
        var all = new HashMap<String, String>();
        for (Map.Entry<String, String> each : Dockerfile.read().environment().entrySet()) {
            all.put(each.getKey(), each.getValue().replace(INSTALLED, home.toString()));
        }
        Map<String, String> folders = Map.of(
                "BACKUP_LOCAL_DIR",
                "backups",
                "BACKUP_WORK_DIR",
                "work",
                "WLP_OUTPUT_DIR",
                "run",
                "LOG_DIR",
                "run/logs");
        for (Map.Entry<String, String> each : folders.entrySet()) {
            Path folder = Files.createDirectories(temp.resolve(each.getValue()));
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
            assertThat(all.put(each.getKey(), folder.toString()))
                    .as(each.getKey())
                    .isNotNull();
        }
        JsonNode given = Documents.yaml(Path.of("docker-compose.yml"))
                .get(0)
                .path("services")
                .path("zencap")
                .path("environment");
        for (String name : List.of(
                "POSTGRES_URL_FILE", "BACKUP_ENCRYPTION_KEY_FILE", "ADMIN_API_KEY_FILE", "BACKUP_METRICS_TOKEN_FILE")) {
            String file = given.path(name).asText();
            assertThat(file).startsWith("/run/secrets/");
            all.put(name, file.replace("/run/secrets", secrets.toString()));
        }
        all.putAll(TestService.withoutSchedule());
        all.put("BACKUP_CATALOG_URL", Databases.text(catalog));
        all.put("TEST_POSTGRES_URL", Databases.text(TestCluster.sandbox().url("postgres")));
        all.put("BACKUP_HTTP_HOST", "127.0.0.1");
        all.put("BACKUP_HTTP_PORT", String.valueOf(Installation.freePort()));
        all.put("PATH", System.getenv("PATH"));
        all.put("JAVA_HOME", System.getProperty("java.home"));
        return all;
    }

    /** Names that link to what ..data links to. */
    private static void mountAsKubernetesDoes(String folder) throws IOException {
        Path root = home.resolve(folder);
        Path data = home.resolve("..2026_11_26");
        Files.move(root, data);
        Files.createDirectories(root);
        Files.move(data, root.resolve(data.getFileName()));
        Files.createSymbolicLink(root.resolve("..data"), data.getFileName());
        try (Stream<Path> entries = Files.list(root.resolve(data.getFileName()))) {
            for (Path entry : entries.toList()) {
                Files.createSymbolicLink(
                        root.resolve(entry.getFileName()), Path.of("..data").resolve(entry.getFileName()));
            }
        }
    }

    private static Process cli(String... arguments) throws IOException {
        var command = new ArrayList<String>(List.of(INSTALLED + "/zencap"));
        command.addAll(List.of(arguments));
        return launch(command).redirectOutput(temp.resolve("cli").toFile()).start();
    }

    /** As the image's user; who builds as another than root stays who he is. */
    private static ProcessBuilder launch(List<String> command) {
        return launch(command, variables);
    }

    private static ProcessBuilder launch(List<String> command, Map<String, String> environment) {
        var words = new ArrayList<String>();
        if (System.getProperty("user.name").equals("root")) {
            words.addAll(List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--clear-groups"));
        }
        command.forEach(word -> words.add(word.replace(INSTALLED, home.toString())));
        var builder = new ProcessBuilder(words)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(temp.resolve("log").toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder;
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Path output = temp.resolve("run.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    }
}
