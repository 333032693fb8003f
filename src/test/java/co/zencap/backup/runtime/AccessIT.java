package co.zencap.backup.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.json.Json;
import co.zencap.backup.liberty.LibertyProcess;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Installation;
import co.zencap.backup.testing.TestCluster;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys with roles, and the audit trail, at the packaged server. */
class AccessIT {
    private static final String ADMIN = "/api/admin/backup-system";

    @TempDir
    static Path home;

    private static LibertyProcess server;
    private static PostgresUrl catalog;
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        PostgresUrl source = TestCluster.createDatabase();
        catalog = TestCluster.createDatabase();
        server = LibertyProcess.start(
                home,
                home.resolve("server"),
                Installation.in(home).variables(source, catalog, Map.of("BACKUP_TRUSTED_PROXIES", "127.0.0.1, ::1")));
        server.awaitStarted(Duration.ofMinutes(2));
        Installation.awaitConsole(server);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void aKeyOpensWhatItsRoleMayAndNothingElse() throws Exception {
        String viewer = create("seen", "viewer");
        String operator = create("works", "operator");
        String recovery = create("restores", "recovery");
        String admin = create("rules", "admin");

        for (String key : List.of(viewer, operator, recovery, admin)) {
            assertThat(call("GET", "/api/v1/backups", key, null).statusCode()).isEqualTo(200);
            assertThat(call("GET", "/api/openapi.json", key, null).statusCode()).isEqualTo(200);
            assertThat(call("GET", "/metrics", key, null).statusCode()).isEqualTo(200);
        }
        String explode = "{\"action\":\"backup\",\"type\":\"explode\"}";
        assertThat(call("POST", ADMIN, viewer, explode).statusCode()).isEqualTo(403);
        assertThat(call("POST", ADMIN, operator, explode).statusCode()).isEqualTo(422);
        String recover = "{\"action\":\"disaster_recovery\",\"options\":{\"undo\":\"none\"}}";
        assertThat(call("POST", ADMIN, operator, recover).statusCode()).isEqualTo(403);
        assertThat(call("POST", ADMIN, recovery, recover).statusCode()).isEqualTo(404);
        assertThat(call("POST", "/api/v1/retention/run", recovery, "{}").statusCode())
                .isEqualTo(403);
        HttpResponse<String> keys = call("GET", "/api/v1/api-keys", recovery, null);
        assertThat(keys.statusCode()).isEqualTo(403);
        assertThat(keys.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/problem+json");
        assertThat(json(keys).path("detail").asText()).contains("needs the role admin", "'restores'");
        assertThat(call("GET", "/api/v1/api-keys", admin, null).statusCode()).isEqualTo(200);
        assertThat(call("POST", "/api/v1/api-keys", recovery, "{\"name\":\"more\",\"role\":\"admin\"}")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void nobodyCanSayWhoTheyAreByAHeader() throws Exception {
        String viewer = create("pretends", "viewer");

        HttpResponse<String> answer = http.send(
                request("/api/v1/retention/run", viewer)
                        .header("zencap.caller", "api")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{}"))
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(403);
    }

    @Test
    void aRevokedKeyOpensNothingAndItsSessionEnds() throws Exception {
        String key = create("leaves", "operator");
        HttpResponse<String> in = http.send(
                HttpRequest.newBuilder(URI.create(server.address() + "/api/session"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"key\":\"" + key + "\"}"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(in.statusCode()).isEqualTo(200);
        assertThat(json(in).path("role").asText()).isEqualTo("operator");
        assertThat(json(in).path("denied").path("post-cleanup").asText()).isEqualTo("admin");
        assertThat(json(in).path("denied").has("post-verification")).isFalse();
        String cookie = in.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
        assertThat(bySession("/api/v1/alerts", cookie)).isEqualTo(200);

        assertThat(call("POST", "/api/v1/api-keys/leaves/revoke", Installation.KEY, "{}")
                        .statusCode())
                .isEqualTo(200);

        assertThat(call("GET", "/api/v1/alerts", key, null).statusCode()).isEqualTo(401);
        assertThat(bySession("/api/v1/alerts", cookie)).isEqualTo(401);
    }

    @Test
    void hawtioIsForAdministrators() throws Exception {
        String operator = create("no-jmx", "operator");
        String admin = create("jmx", "admin");

        assertThat(hawtio(admin)).isEqualTo(200);
        assertThat(hawtio(Installation.KEY)).isEqualTo(200);
        assertThat(hawtio(operator)).isIn(401, 403);
        assertThat(hawtio("wrong")).isIn(401, 403);
        assertThat(audit("action = 'sign-in' AND source = 'Hawtio'")).contains("jmx done", "no-jmx refused");
    }

    @Test
    void whoGuessesWaitsAndNobodyBehindTheSameProxyIsKeptOut() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(forwarded("wrong" + i, "203.0.113.66").statusCode()).isEqualTo(401);
        }
        HttpResponse<String> waits = forwarded("wrong5", "203.0.113.66");
        assertThat(waits.statusCode()).isEqualTo(429);
        assertThat(waits.headers().firstValue("Retry-After")).isPresent();
        // What is put in front of the proxy's own word changes nothing.
        assertThat(forwarded("wrong6", "198.51.100.1, 203.0.113.66").statusCode())
                .isEqualTo(429);
        assertThat(forwarded("wrong7", "203.0.113.67").statusCode()).isEqualTo(401);
        assertThat(forwarded(Installation.KEY, "203.0.113.66").statusCode()).isEqualTo(200);
        assertThat(audit("action = 'wrong-key' AND source = '203.0.113.66'")).containsExactly("unknown refused");
    }

    @Test
    void whoDidWhatFromWhereIsWrittenDown() throws Exception {
        String key = create("noted", "operator");
        http.send(
                request(ADMIN, key)
                        .header("X-Forwarded-For", "203.0.113.5")
                        .header("$WSRA", "203.0.113.99") // which the server itself might believe
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"action\":\"test\",\"testType\":\"nothing\"}"))
                        .build(),
                BodyHandlers.ofString());

        JsonNode found = json(call("GET", "/api/v1/audit?actor=noted", Installation.KEY, null))
                .path("entries");
        assertThat(found).hasSize(1);
        assertThat(found.path(0).path("source").asText()).isEqualTo("203.0.113.5");
        assertThat(found.path(0).path("action").asText()).isEqualTo("test");
        assertThat(found.path(0).path("outcome").asText()).isEqualTo("refused");
        assertThat(json(call("GET", "/api/v1/audit?q=NOTED&outcome=refused", Installation.KEY, null))
                        .path("entries"))
                .hasSize(1);
        assertThat(call("GET", "/api/v1/audit?since=x", Installation.KEY, null).statusCode())
                .isEqualTo(422);
        assertThat(call("POST", "/api/v1/audit/export", Installation.KEY, "{}").statusCode())
                .isEqualTo(200);
        JsonNode verified = json(call("GET", "/api/v1/audit/verification", Installation.KEY, null));
        assertThat(verified.path("intact").asBoolean())
                .as(verified.toPrettyString())
                .isTrue();
        assertThat(verified.path("parts").path(1).path("last").asLong()).isPositive();
        assertThat(Databases.query(
                        catalog,
                        "SELECT count(*) FROM zencap.backup_audit a WHERE a::text LIKE '%" + key.substring(4)
                                + "%' OR a::text LIKE '%" + Installation.KEY + "%'"))
                .containsExactly("0");
    }

    @Test
    void anEditOfARouteIsWrittenDown() throws Exception {
        Path file = home.resolve("routes/storage.camel.yaml");
        String before = Files.readString(file);
        Files.writeString(file, before.replace("Once a day, and not again", "Each day, and not again"));

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> audit("action = 'edit-routes' AND reason LIKE 'routes/storage%'")
                                .size()
                        == 1);
        assertThat(audit("action = 'edit-routes' AND reason LIKE 'routes/storage%'")
                        .get(0))
                .startsWith("owner of the file: ")
                .endsWith(" done");
        Files.writeString(file, before);
    }

    private String create(String name, String role) throws Exception {
        HttpResponse<String> made = call(
                "POST", "/api/v1/api-keys", Installation.KEY, "{\"name\":\"" + name + "\",\"role\":\"" + role + "\"}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
        return json(made).path("key").asText();
    }

    private HttpResponse<String> call(String method, String path, String key, String body) throws Exception {
        return http.send(
                request(path, key)
                        .header("Content-Type", "application/json")
                        .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> forwarded(String key, String addresses) throws Exception {
        return http.send(
                request("/api/v1/alerts", key)
                        .header("X-Forwarded-For", addresses)
                        .build(),
                BodyHandlers.ofString());
    }

    private int bySession(String path, String cookie) throws Exception {
        return http.send(
                        HttpRequest.newBuilder(URI.create(server.address() + path))
                                .header("Cookie", cookie)
                                .build(),
                        BodyHandlers.ofString())
                .statusCode();
    }

    private int hawtio(String password) throws Exception {
        String basic = Base64.getEncoder().encodeToString(("admin:" + password).getBytes(StandardCharsets.UTF_8));
        return http.send(
                        HttpRequest.newBuilder(URI.create(server.address() + "/hawtio/jolokia/version"))
                                .header("Authorization", "Basic " + basic)
                                .build(),
                        BodyHandlers.ofString())
                .statusCode();
    }

    private static HttpRequest.Builder request(String path, String key) {
        return HttpRequest.newBuilder(URI.create(server.address() + path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + key);
    }

    private static List<String> audit(String which) {
        return Databases.query(
                catalog, "SELECT actor || ' ' || outcome FROM zencap.backup_audit WHERE " + which + " ORDER BY seq");
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        return Json.MAPPER.readTree(response.body());
    }
}
