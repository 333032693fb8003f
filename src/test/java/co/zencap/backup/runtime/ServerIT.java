package co.zencap.backup.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.certificate.SignedCertificate;
import co.zencap.backup.certificate.SignedCertificate.Finding;
import co.zencap.backup.json.Json;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.liberty.LibertyProcess;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Installation;
import co.zencap.backup.testing.TestCluster;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.commons.codec.digest.HmacAlgorithms;
import org.apache.commons.codec.digest.HmacUtils;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged server with the application and Hawtio, as {@code ./zencap start} runs it. */
class ServerIT {
    private static final String KEY = Installation.KEY;
    private static final String METRICS_TOKEN = "m".repeat(32);
    private static final String SLACK_SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
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
        Databases.fill(source);
        Map<String, String> environment = Installation.in(home)
                .variables(
                        source,
                        catalog,
                        Map.of(
                                "BACKUP_SCHEDULE_DATABASE",
                                "0 0 0 1 1 ?",
                                "BACKUP_METRICS_TOKEN",
                                METRICS_TOKEN,
                                "SLACK_WEBHOOK_URL",
                                "http://127.0.0.1:1/hook",
                                "SLACK_SIGNING_SECRET",
                                SLACK_SECRET));
        server = LibertyProcess.start(home, home.resolve("server"), environment);
        server.awaitStarted(Duration.ofMinutes(2));
        Installation.awaitConsole(server);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/health/live", "/health/ready", "/health/started"})
    void healthNeedsNoKeyAndTellsNothingSecret(String path) throws Exception {
        HttpResponse<String> response = send(request(path).GET());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response).path("status").asText()).isEqualTo("UP");
        assertThat(response.body()).doesNotContain("postgres:", KEY);
    }

    @Test
    void withoutTheKeyNothingIsTold() throws Exception {
        for (String path : List.of(ADMIN, "/api/v1/backups", "/api/openapi.json", "/api/init-db", "/api", "/api/x")) {
            HttpResponse<String> response = send(request(path).GET());

            assertThat(response.statusCode()).as(path).isEqualTo(401);
            assertThat(response.headers().firstValue("WWW-Authenticate"))
                    .hasValueSatisfying(v -> assertThat(v).startsWith("Bearer"));
            assertProblem(response);
        }
        assertThat(send(request(ADMIN)
                                .header("Authorization", "Bearer " + KEY + "x")
                                .GET())
                        .statusCode())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/API/v1/backups",
                "/Api/admin/backup-system",
                "/API/openapi.json",
                "//API/v1/backups",
                "/API/v1/x"
            })
    void anotherCaseIsNoWayRoundTheKey(String path) throws Exception {
        HttpResponse<String> response = send(request(path).GET());

        assertThat(response.statusCode()).as(response.body()).isIn(400, 401, 404);
    }

    @Test
    void metricsHaveATokenOfTheirOwnThatOpensNothingElse() throws Exception {
        for (String path : List.of("/metrics", "/metrics/", "/metrics/x", "//metrics", "/METRICS", "/x/../metrics")) {
            assertThat(send(request(path).GET()).statusCode()).as(path).isIn(400, 401, 404);
        }
        HttpResponse<String> scraped = send(request("/metrics")
                .header("Authorization", "Bearer " + METRICS_TOKEN)
                .GET());
        assertThat(scraped.statusCode()).isEqualTo(200);
        assertThat(scraped.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type.replace(" ", "")).startsWith("text/plain;version=0.0.4"));
        assertThat(scraped.body())
                .contains("# TYPE zencap_service gauge", "routeId=\"api-get-metrics\"")
                .doesNotContain(KEY, METRICS_TOKEN);
        assertThat(get("/metrics").statusCode()).as("with the key").isEqualTo(200);
        assertThat(send(request(ADMIN)
                                .header("Authorization", "Bearer " + METRICS_TOKEN)
                                .GET())
                        .statusCode())
                .isEqualTo(401);
        assertThat(json(get(ADMIN + "?action=metrics"))
                        .at("/metrics/zencap_service/values/0/value")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void aPressInSlackNeedsSlacksSignatureInPlaceOfTheKey() throws Exception {
        String body =
                "payload=" + URLEncoder.encode("{\"type\":\"view_closed\",\"x\":\"ü&=+\"}", StandardCharsets.UTF_8);
        String now = String.valueOf(Instant.now().getEpochSecond());
        String signature =
                "v0=" + new HmacUtils(HmacAlgorithms.HMAC_SHA_256, SLACK_SECRET).hmacHex("v0:" + now + ":" + body);
        HttpRequest.Builder press = request("/slack/actions")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("X-Slack-Request-Timestamp", now)
                .POST(BodyPublishers.ofString(body));

        assertThat(send(press).statusCode()).isEqualTo(401);
        assertThat(send(press.header("X-Slack-Signature", signature)).statusCode())
                .isEqualTo(200);
        assertThat(send(press).statusCode()).isEqualTo(401);
    }

    @Test
    void aBackupIsMadeFollowedAndListed() throws Exception {
        HttpResponse<String> accepted = begunBackup();
        assertThat(accepted.statusCode()).isEqualTo(202);
        String location = accepted.headers().firstValue("Location").orElseThrow();
        assertThat(location)
                .isEqualTo("/api/v1/operations/"
                        + json(accepted).path("operationId").asText());

        JsonNode operation = Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> json(get(location)), o -> !o.path("state").asText().equals("running"));
        assertThat(operation.path("state").asText()).isEqualTo("succeeded");
        String id = operation.path("backupId").asText();

        JsonNode backup = Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> json(get("/api/v1/backups")).path(0), b -> b.path("tested")
                        .asBoolean());
        assertThat(backup.path("id").asText()).isEqualTo(id);
        assertThat(backup.path("verified").asBoolean()).isTrue();
        assertThat(backup.path("repositories").toString()).isEqualTo("[\"local\"]");
        assertThat(json(get(ADMIN + "?action=operations&limit=2")).path("operations"))
                .hasSize(2);
        assertThat(post("/api/v1/backups/" + id + "/verify", "").statusCode()).isEqualTo(202);
        assertThat(post(ADMIN, "{\"action\":\"test\",\"testType\":\"quickTest\"}")
                        .statusCode())
                .isEqualTo(202);
    }

    @Test
    void restorationTestsAndTheirCertificatesAreServed() throws Exception {
        awaitEnd(begunBackup());
        // The catalog lists it a moment later.
        JsonNode test = awaitEnd(Awaitility.await()
                .until(() -> post(ADMIN, "{\"action\":\"test\"}"), answer -> answer.statusCode() == 202));
        assertThat(test.path("state").asText()).isEqualTo("succeeded");

        String certificate = Awaitility.await()
                .until(
                        () -> get("/api/v1/restoration-tests/" + test.path("id").asText() + "/certificate"),
                        answer -> answer.statusCode() == 200)
                .body();
        String publicKey =
                MasterKey.parse("0123456789abcdef".repeat(4)).certificates().publicKey();
        assertThat(SignedCertificate.check(certificate.getBytes(StandardCharsets.UTF_8), publicKey))
                .isEqualTo(Finding.GENUINE);
        assertThat(json(get("/api/v1/restoration-tests")).toString())
                .contains(test.path("result").path("testId").asText(), "quickTest", "passed");
        assertThat(get("/api/v1/restoration-tests/none/certificate").statusCode())
                .isEqualTo(404);

        assertThat(post(ADMIN, "{\"action\":\"test\",\"testType\":\"slowTest\"}")
                        .statusCode())
                .isEqualTo(422);
        assertThat(post(
                                ADMIN,
                                "{\"action\":\"test\",\"testType\":\"fullTest\",\"backupId\":\""
                                        + test.path("backupId").asText() + "\"}")
                        .statusCode())
                .isEqualTo(422);
        assertThat(post(ADMIN, "{\"action\":\"test\",\"testType\":\"disasterSimulation\",\"backupId\":\"x\"}")
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void retentionHoldsAndTheAuditTrailAreServed() throws Exception {
        String backup = awaitEnd(begunBackup()).path("backupId").asText();
        // It is listed a moment after its end.
        Awaitility.await().until(() -> get("/api/v1/backups").body().contains(backup));
        String holds = "/api/v1/backups/" + backup;
        assertThat(post(holds + "/hold", "{\"reason\":\"case 4711\"}").statusCode())
                .isEqualTo(200);
        assertThat(post(holds + "/hold", "{}").statusCode()).isEqualTo(422);
        assertThat(post("/api/v1/backups/20200101T000000Z-000000/hold", "{\"reason\":\"x\"}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(json(get("/api/v1/backups")).toString()).contains("\"hold\":\"case 4711\"");

        JsonNode plan = json(get("/api/v1/retention"));
        assertThat(plan.path("shares").toString()).contains(backup, "legal hold: case 4711", "the newest backup");
        JsonNode cleanup = awaitEnd(post("/api/v1/retention/run", ""));
        assertThat(cleanup.path("kind").asText()).isEqualTo("cleanup");
        assertThat(cleanup.path("problem").isNull()).isTrue();

        assertThat(post(holds + "/release", "{\"reason\":\"closed\"}").statusCode())
                .isEqualTo(200);
        JsonNode audit = json(get("/api/v1/audit?limit=2"));
        assertThat(audit.path("chain").path("intact").asBoolean()).isTrue();
        assertThat(audit.path("entries").path(0).path("action").asText()).isEqualTo("release");
        assertThat(audit.path("entries").path(1).path("actor").asText()).isEqualTo("api");
        assertThat(get("/api/v1/audit?limit=x").statusCode()).isEqualTo(422);
    }

    /** Begun as soon as the one before it has ended, which the schedule or another test may have begun. */
    private HttpResponse<String> begunBackup() {
        return Awaitility.await()
                .until(
                        () -> post(ADMIN, "{\"action\":\"backup\",\"type\":\"database\"}"),
                        answer -> answer.statusCode() != 409);
    }

    private JsonNode awaitEnd(HttpResponse<String> accepted) throws Exception {
        assertThat(accepted.statusCode()).isEqualTo(202);
        String location = accepted.headers().firstValue("Location").orElseThrow();
        return Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> json(get(location)), o -> !o.path("state").asText().equals("running"));
    }

    @Test
    void statusTellsWhatAPersonShouldKnow() throws Exception {
        JsonNode status = json(get(ADMIN + "?action=status"));

        assertThat(status.path("encryption").path("enabled").asBoolean()).isTrue();
        assertThat(status.path("catalog").path("reachable").asBoolean()).isTrue();
        assertThat(status.path("warnings").toString()).contains("no off-site repository");
        assertThat(status.toString()).doesNotContain(KEY, "0123456789abcdef0123");
        assertThat(get(ADMIN).statusCode()).isEqualTo(200);
        assertThat(get(ADMIN + "?action=health").statusCode()).isEqualTo(200);
        assertThat(json(get("/api/v1/storage"))
                        .path("repositories")
                        .path(0)
                        .path("id")
                        .asText())
                .isEqualTo("local");
        assertThat(json(get("/api/v1/objectives")).path("objectives").findValuesAsText("of"))
                .contains("database", "files", "full-system");
    }

    /** The dashboard's live events have a path of their own, which answers without end. */
    @Test
    void whatTheServiceDidIsListed() throws Exception {
        Awaitility.await().untilAsserted(() -> assertThat(json(get("/api/v1/system-events?type=service-started")))
                .anySatisfy(event -> assertThat(event.path("message").asText()).startsWith("ZenCap Backup ")));
    }

    @Test
    void openApiDescribesIt() throws Exception {
        JsonNode document = json(get("/api/openapi.json"));

        assertThat(document.path("paths").has(ADMIN)).isTrue();
        assertThat(document.path("paths").has("/api/v1/operations/{id}")).isTrue();
    }

    @Test
    void theSpecificationsConfigurationIsPutInForceAndShown() throws Exception {
        HttpResponse<String> changed = post(
                ADMIN,
                """
                {"action":"initialize","config":{
                  "automatedBackup":{"intervals":{"files":120,"fullSystem":"0 0 1 * * ?"}},
                  "monitoring":{"intervals":{"healthCheck":2,"backupStatus":10}},
                  "performance":{"maxConcurrentBackups":2,"compressionLevel":6,"chunkSize":5242880}}}""");

        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
        JsonNode schedules = json(get(ADMIN + "?action=status")).path("schedules");
        assertThat(schedules)
                .extracting(each ->
                        each.path("name").asText() + ": " + each.path("timing").asText())
                .contains("files: every 120 minutes", "full-system: 0 0 1 * * ?", "health-check: every 2 minutes");
        assertThat(schedules)
                .filteredOn(each -> each.path("name").asText().equals("full-system"))
                .allSatisfy(each -> assertThat(each.path("nextRun").isTextual()).isTrue());
        for (String wrong : List.of(
                "{\"automatedBackup\":{\"intervals\":{\"files\":0}}}",
                "{\"automatedBackup\":{\"intervals\":{\"images\":60}}}",
                "{\"automatedBackup\":{\"interval\":{\"files\":60}}}",
                "{\"monitoring\":{\"intervals\":{\"healthCheck\":\"often\"}}}",
                "{\"performance\":{\"compressionLevel\":30}}",
                "{\"performance\":{\"chunkSize\":1000}}",
                "{\"performance\":[]}",
                "{\"environment\":\"staging\"}",
                "{\"restoration\":{}}")) {
            HttpResponse<String> refused = post(ADMIN, "{\"action\":\"initialize\",\"config\":" + wrong + "}");
            assertThat(refused.statusCode()).as(wrong).isEqualTo(422);
            assertProblem(refused);
        }
        assertThat(json(get(ADMIN + "?action=status")).path("schedules")).isEqualTo(schedules);
        post(ADMIN, "{\"action\":\"initialize\",\"config\":{\"schedules\":{\"files\":null,\"full-system\":null}}}");
        assertThat(json(get(ADMIN + "?action=status")).path("schedules"))
                .filteredOn(each -> each.path("name").asText().equals("full-system"))
                .allSatisfy(each -> assertThat(each.path("timing").asText()).isEqualTo("off"));
    }

    @Test
    void theCatalogCanBeInitialised() throws Exception {
        assertThat(post("/api/init-db", "").statusCode()).isEqualTo(200);
        assertThat(post(ADMIN, "{\"action\":\"initialize\"}").statusCode()).isEqualTo(200);
        assertThat(Databases.query(catalog, "SELECT tablename FROM pg_tables WHERE schemaname = 'zencap'"))
                .contains(
                        "backup_system_events",
                        "backup_operations",
                        "backup_monitoring_alerts",
                        "backup_verifications",
                        "backup_restoration_tests");
    }

    @ParameterizedTest(name = "{0} gets {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"action\":\"backup\"                    | 400",
                "[1]                                       | 422",
                "{}                                        | 422",
                "{\"action\":7}                            | 422",
                "{\"action\":\"explode\"}                  | 404",
                "{\"action\":\"backup\",\"type\":\"x\"}    | 422",
                "{\"action\":\"backup\",\"type\":\"files\"}| 404",
                "{\"action\":\"test\",\"testType\":\"x\"}  | 422",
                "{\"action\":\"test\",\"backupId\":\"../\"}| 404",
            })
    void wrongInputIsExplained(String body, int status) throws Exception {
        HttpResponse<String> response = post(ADMIN, body);

        assertThat(response.statusCode()).isEqualTo(status);
        assertProblem(response);
    }

    @Test
    void whatIsNotThereIsExplainedToo() throws Exception {
        assertThat(get("/api/v1/nothing").statusCode()).isEqualTo(404);
        assertThat(get("/api/v1/operations/nothing").statusCode()).isEqualTo(404);
        assertThat(get(ADMIN + "?action=explode").statusCode()).isEqualTo(404);
        assertThat(post("/api/v1/backups/20261124T093015Z-ffffff/verify", "").statusCode())
                .isEqualTo(404);
        HttpResponse<String> wrongMethod = send(authorized("/api/v1/backups").DELETE());
        assertThat(wrongMethod.statusCode()).isEqualTo(405);
        assertThat(wrongMethod.headers().firstValue("Allow"))
                .hasValueSatisfying(v -> assertThat(v).contains("GET"));
        HttpResponse<String> wrongType = send(authorized(ADMIN)
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{\"action\":\"backup\"}")));
        assertThat(wrongType.statusCode()).isEqualTo(415);
        assertThat(post(ADMIN, "{\"action\":\"" + "x".repeat(2 << 20) + "\"}").statusCode())
                .isEqualTo(413);
    }

    @Test
    void headersOfCamelFromOutsideHaveNoInfluence() throws Exception {
        HttpResponse<String> response = send(authorized(ADMIN + "?action=status")
                .header("CamelHttpUri", "http://127.0.0.1:1/")
                .header("camelexeccommandexecutable", "/bin/false")
                .GET());

        assertThat(response.statusCode()).isEqualTo(200);
    }

    @Test
    void hawtioAsksForTheKeyAndJolokiaAllowsNothingDangerous() throws Exception {
        assertThat(send(request("/hawtio/jolokia/version").GET()).statusCode()).isEqualTo(403);
        assertThat(jolokia("{\"type\":\"version\"}").path("status").asInt()).isEqualTo(200);
        String mbean = found("org.apache.camel:context=*,type=routes,name=\\\"verify-on-demand\\\"");
        assertThat(mbean).contains("verify-on-demand");
        assertThat(exec(mbean, "stop()")).isEqualTo(200);
        assertThat(exec(mbean, "start()")).isEqualTo(200);
        String context = found("org.apache.camel:context=*,type=context,*");
        assertThat(exec(mbean, "remove()")).isEqualTo(403);
        assertThat(exec(context, "stop()")).isEqualTo(403);
        assertThat(exec("java.lang:type=Memory", "gc()")).isEqualTo(403);
        assertThat(exec("com.sun.management:type=DiagnosticCommand", "vmSystemProperties"))
                .isEqualTo(403);
        assertThat(jolokia(
                                "{\"type\":\"read\",\"mbean\":\"java.lang:type=Runtime\",\"attribute\":\"SystemProperties\"}")
                        .path("status")
                        .asInt())
                .isEqualTo(403);
    }

    @Test
    void anEditedRouteIsLiveInSecondsAndABrokenOneChangesNothing() throws Exception {
        Path file = home.resolve("routes/schedule.camel.yaml");
        String good = Files.readString(file);
        String asks = "        - bean: {ref: backupSchedules, method: \"fired(DATABASE)\"}";
        assertThat(good).contains(asks);
        Files.writeString(
                file,
                good.replace(asks, "        - log: \"the edit is live\"")
                        .replace("?{{schedule.database}}", "?cron=*+*+*+*+*+?"));
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(log())
                .contains("the edit is live"));

        Files.writeString(file, "- route:\n    id: schedule-database\n    from:\n   broken: [");
        Awaitility.await().atMost(Duration.ofSeconds(30)).ignoreExceptions().untilAsserted(() -> assertThat(
                        Databases.query(catalog, "SELECT title FROM zencap.backup_monitoring_alerts"))
                .anyMatch(t -> t.contains("schedule.camel.yaml") && t.contains("line")));
        int lines = log().split("the edit is live", -1).length;
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                        log().split("the edit is live", -1).length)
                .isGreaterThan(lines));
        Files.writeString(file, good);
    }

    private String found(String pattern) throws Exception {
        JsonNode names =
                jolokia("{\"type\":\"search\",\"mbean\":\"" + pattern + "\"}").path("value");
        assertThat(names).hasSize(1);
        return names.path(0).asText().replace("\"", "\\\"");
    }

    private int exec(String mbean, String operation) throws Exception {
        return jolokia("{\"type\":\"exec\",\"mbean\":\"" + mbean + "\",\"operation\":\"" + operation + "\"}")
                .path("status")
                .asInt();
    }

    private JsonNode jolokia(String body) throws Exception {
        String credentials = Base64.getEncoder().encodeToString(("admin:" + KEY).getBytes());
        return json(send(request("/hawtio/jolokia/")
                .header("Authorization", "Basic " + credentials)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))));
    }

    private static void assertProblem(HttpResponse<String> response) throws IOException {
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(v -> assertThat(v).startsWith("application/problem+json"));
        JsonNode problem = json(response);
        assertThat(problem.path("status").asInt()).isEqualTo(response.statusCode());
        for (String name : List.of("title", "detail", "hint")) {
            assertThat(problem.path(name).asText()).as(name).isNotBlank();
        }
        assertThat(response.body()).doesNotContain("Exception", "\tat ");
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(authorized(path).GET());
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return send(authorized(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
    }

    private static HttpRequest.Builder authorized(String path) {
        return request(path).header("Authorization", "Bearer " + KEY);
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.address() + path)).timeout(Duration.ofSeconds(60));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        return Json.MAPPER.readTree(response.body());
    }

    private static String log() throws IOException {
        return Files.readString(server.log());
    }
}
