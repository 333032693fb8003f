package co.zencap.backup.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.json.Json;
import co.zencap.backup.liberty.LibertyProcess;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.IdentityProvider;
import co.zencap.backup.testing.Installation;
import co.zencap.backup.testing.TestCluster;
import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What comes to the packaged server from elsewhere: tokens of an identity provider and of others, and what would steer Camel. */
class StrangersIT {
    private static final String ADMIN = "/api/admin/backup-system";
    private static final String ANYTHING = "{\"action\":\"backup\",\"type\":\"explode\"}";

    @TempDir
    static Path home;

    private static IdentityProvider provider;
    private static S3TestSettings bucket;
    private static LibertyProcess server;
    private static PostgresUrl catalog;
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        provider = new IdentityProvider();
        bucket = S3TestSettings.onEmbeddedS3();
        PostgresUrl source = TestCluster.createDatabase();
        catalog = TestCluster.createDatabase();
        Databases.fill(source);
        var settings = new HashMap<>(provider.settings());
        settings.putAll(bucket.variables());
        settings.putAll(Map.of(
                "BACKUP_S3_PATH_STYLE", "true", "AWS_REGION", "us-east-1", "BACKUP_TRUSTED_PROXIES", "127.0.0.1"));
        server = LibertyProcess.start(
                home, home.resolve("server"), Installation.in(home).variables(source, catalog, settings));
        server.awaitStarted(Duration.ofMinutes(2));
        Installation.awaitConsole(server);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
        if (provider != null) {
            provider.close();
        }
    }

    @Test
    void aTokenOpensWhatTheRoleOfItsGroupMayAndIsWrittenDownByName() throws Exception {
        String viewer = token("vera", "everybody");
        String operator = token("otto", "everybody", "on-call");

        assertThat(call("GET", "/api/v1/backups", viewer, null).statusCode()).isEqualTo(200);
        assertThat(call("GET", "/metrics", viewer, null).statusCode()).isEqualTo(200);
        assertThat(call("POST", ADMIN, viewer, ANYTHING).statusCode()).isEqualTo(403);
        assertThat(call("POST", ADMIN, operator, ANYTHING).statusCode()).isEqualTo(422);
        assertThat(call("GET", "/api/v1/api-keys", operator, null).statusCode()).isEqualTo(403);
        assertThat(call("GET", "/api/v1/api-keys", token("ada", "backup-admins"), null)
                        .statusCode())
                .isEqualTo(200);
        assertThat(call("GET", "/api/v1/backups", token("nobody", "others"), null)
                        .statusCode())
                .isEqualTo(401);
        assertThat(call("GET", "/api/v1/backups", Installation.KEY, null).statusCode())
                .isEqualTo(200);
        assertThat(audit("action = 'backup' AND outcome = 'refused'"))
                .contains("oidc:vera 127.0.0.1", "oidc:otto 127.0.0.1");
    }

    @Test
    void hawtioTakesTheTokenOfAnAdministrator() throws Exception {
        assertThat(hawtio(token("ada", "backup-admins"))).isEqualTo(200);
        assertThat(hawtio(token("otto", "on-call"))).isIn(401, 403);
    }

    @Test
    void aSessionEndsWithItsToken() throws Exception {
        Map<String, Object> claims = IdentityProvider.claims("vera", Instant.now(), "everybody");
        claims.put("exp", Instant.now().minusSeconds(40).getEpochSecond()); // of the minute that clocks may differ
        HttpResponse<String> late = signIn(provider.token("rsa", claims));
        assertThat(late.statusCode()).isEqualTo(200);
        assertThat(bySession(late)).isEqualTo(401);

        HttpResponse<String> in = signIn(token("vera", "everybody"));
        assertThat(in.statusCode()).isEqualTo(200);
        assertThat(json(in).path("name").asText()).isEqualTo("oidc:vera");
        assertThat(json(in).path("role").asText()).isEqualTo("viewer");
        assertThat(Instant.parse(json(in).path("until").asText()))
                .isBefore(Instant.now().plusSeconds(301));
        assertThat(bySession(in)).isEqualTo(200);
    }

    @Test
    void whoForgesTokensWaitsAsWhoGuessesKeysDoes() throws Exception {
        Map<String, Object> claims = IdentityProvider.claims("eve", Instant.now(), "backup-admins");
        String forged = IdentityProvider.token(Map.of("alg", "RS256", "kid", "rsa"), claims, IdentityProvider.rsa());
        for (int i = 0; i < 5; i++) {
            assertThat(forwarded(forged).statusCode()).isEqualTo(401);
        }
        HttpResponse<String> waits = forwarded(forged);
        assertThat(waits.statusCode()).isEqualTo(429);
        assertThat(waits.headers().firstValue("Retry-After")).isPresent();
        assertThat(forwarded(token("otto", "on-call")).statusCode()).isEqualTo(200);
        assertThat(audit("action = 'wrong-key' AND source = '203.0.113.77'")).containsExactly("unknown 203.0.113.77");
        assertThat(Files.readString(server.log()))
                .doesNotContain(forged, claims.get("sub").toString());
    }

    @Test
    void headersAndParametersThatWouldSteerCamelSteerNothing() throws Exception {
        Path touched = home.resolve("touched");
        var odd = Map.ofEntries(
                Map.entry("CamelAwsS3BucketName", "../other bucket?x=y&z"),
                Map.entry("camelawss3bucketname", "zencap-other"),
                Map.entry("CamelAwsS3Key", "../../stolen"),
                Map.entry("CamelAwsS3OverrideBucketName", "%2e%2e%2f"),
                Map.entry("CamelFileName", touched.toString()),
                Map.entry("CamelExecCommandExecutable", "/usr/bin/touch"),
                Map.entry("CamelExecCommandArgs", touched.toString()),
                Map.entry("CAMELEXECCOMMANDWORKINGDIR", "/"),
                Map.entry("CamelSqlQuery", "DROP SCHEMA zencap CASCADE"),
                Map.entry("CamelBeanMethodName", "fail"),
                Map.entry("CamelHttpUri", "http://127.0.0.1:1/"),
                Map.entry("CamelHttpMethod", "DELETE"),
                Map.entry("CamelHttpResponseCode", "418"),
                Map.entry("CamelSlipEndpoint", "direct:erase-backup"));
        StringBuilder query = new StringBuilder("?x=y");
        odd.forEach((name, value) ->
                query.append('&').append(name).append('=').append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        var request = HttpRequest.newBuilder(server.address().resolve(ADMIN + query))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + Installation.KEY)
                .header("Content-Type", "application/json");
        odd.forEach(request::header);

        HttpResponse<String> begun = http.send(
                request.POST(BodyPublishers.ofString("{\"action\":\"backup\",\"type\":\"database\"}"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
        String location = begun.headers().firstValue("Location").orElseThrow();
        JsonNode operation = Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(
                        () -> json(call("GET", location, Installation.KEY, null)),
                        o -> !o.path("state").asText().equals("running"));
        assertThat(operation.path("state").asText()).as(operation.toString()).isEqualTo("succeeded");
        String backup = operation.path("backupId").asText();

        try (S3Client s3 = client()) {
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> keys(s3).stream()
                    .anyMatch(key -> key.endsWith(backup + "/manifest.json")));
            assertThat(keys(s3)).allMatch(key -> key.contains(backup) || key.startsWith("_"));
            assertThat(s3.listBuckets().buckets()).extracting(Bucket::name).doesNotContain("zencap-other", "..");
        }
        assertThat(touched).doesNotExist();
        assertThat(Databases.query(catalog, "SELECT count(*) FROM zencap.backups"))
                .containsExactly("1");
    }

    private static S3Client client() {
        return S3Client.builder()
                .endpointOverride(bucket.endpoint())
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(bucket.accessKey(), bucket.secretKey())))
                .build();
    }

    private static List<String> keys(S3Client s3) {
        return s3.listObjectsV2(request -> request.bucket(bucket.bucket())).contents().stream()
                .map(S3Object::key)
                .filter(key -> !key.endsWith("/")) // this server's folders
                .toList();
    }

    private static String token(String name, String... groups) throws Exception {
        return provider.token("rsa", IdentityProvider.claims(name, Instant.now(), groups));
    }

    private HttpResponse<String> call(String method, String path, String key, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(server.address().resolve(path))
                        .timeout(Duration.ofSeconds(60))
                        .header("Authorization", "Bearer " + key)
                        .header("Content-Type", "application/json")
                        .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> forwarded(String key) throws Exception {
        return http.send(
                HttpRequest.newBuilder(server.address().resolve("/api/v1/alerts"))
                        .header("Authorization", "Bearer " + key)
                        .header("X-Forwarded-For", "203.0.113.77")
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> signIn(String token) throws Exception {
        return http.send(
                HttpRequest.newBuilder(server.address().resolve("/api/session"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"key\":\"" + token + "\"}"))
                        .build(),
                BodyHandlers.ofString());
    }

    private int bySession(HttpResponse<String> signedIn) throws Exception {
        String cookie =
                signedIn.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
        return http.send(
                        HttpRequest.newBuilder(server.address().resolve("/api/v1/alerts"))
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

    private static List<String> audit(String which) {
        return Databases.query(
                catalog, "SELECT actor || ' ' || source FROM zencap.backup_audit WHERE " + which + " ORDER BY seq");
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        return Json.MAPPER.readTree(response.body());
    }
}
