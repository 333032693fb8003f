package co.zencap.backup.client;

import co.zencap.backup.catalog.BackupRow;
import co.zencap.backup.json.Json;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Problem;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Calls the admin API. Redirects are not followed, so the key goes to no other server than the one named. */
public final class ApiClient {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final String ADMIN = "/api/admin/backup-system";

    private final ApiAddress address;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();

    public ApiClient(ApiAddress address) {
        this.address = address;
    }

    public ApiAddress address() {
        return address;
    }

    /** How the system is, as the API gives it. */
    public JsonNode status() throws ApiFailure {
        return get(ADMIN + "?action=status");
    }

    /** All backups, the newest first, as the API gives them. */
    public JsonNode backups() throws ApiFailure {
        return get("/api/v1/backups");
    }

    /** All backups, the newest first. */
    public List<BackupRow> backupRows() throws ApiFailure {
        return read(backups(), BackupRow[].class, List::of);
    }

    /**
     * Starts a backup.
     *
     * @param type {@code database}, {@code files} or {@code full}
     * @param target of which file set; empty: of all of them
     * @return one operation, or one for each file set
     */
    public List<Operation> backup(String type, Optional<String> target) throws ApiFailure {
        var body = new LinkedHashMap<String, Object>();
        body.put("action", "backup");
        body.put("type", type);
        target.ifPresent(t -> body.put("target", t));
        JsonNode answer = post(ADMIN, body);
        if (!answer.has("operations")) {
            return List.of(started(answer));
        }
        var begun = new ArrayList<Operation>();
        for (JsonNode each : answer.path("operations")) {
            begun.add(started(each));
        }
        return begun;
    }

    /** Starts bringing files of a backup back; members of {@code wish} as the API takes them. */
    public Operation restoreFiles(String backupId, Map<String, Object> wish) throws ApiFailure {
        return started(post("/api/v1/backups/" + encode(backupId) + "/restore-files", wish));
    }

    /** Starts a restoration test; of the newest backup when none is named. */
    public Operation test(Optional<String> backupId, String type) throws ApiFailure {
        var body = new LinkedHashMap<String, String>();
        body.put("action", "test");
        body.put("testType", type);
        backupId.ifPresent(id -> body.put("backupId", id));
        return started(post(ADMIN, body));
    }

    /** Starts the verification of every copy of a backup. */
    public Operation verify(String backupId) throws ApiFailure {
        return started(post("/api/v1/backups/" + encode(backupId) + "/verify", Map.of()));
    }

    /** Places a legal hold on a backup, or releases it. */
    public void hold(String backupId, boolean held, String reason) throws ApiFailure {
        post("/api/v1/backups/" + encode(backupId) + (held ? "/hold" : "/release"), Map.of("reason", reason));
    }

    /** What a cleanup would do now, as the API gives it. */
    public JsonNode retention() throws ApiFailure {
        return get("/api/v1/retention");
    }

    /** Starts a cleanup. */
    public Operation cleanUp(boolean allowLargePurge) throws ApiFailure {
        return started(post("/api/v1/retention/run", Map.of("allowLargePurge", allowLargePurge)));
    }

    /** Starts the security checks. */
    public Operation checkSecurity() throws ApiFailure {
        return started(post("/api/v1/security-checks", Map.of()));
    }

    /** What they found the last time, as the API gives it. */
    public JsonNode securityChecks() throws ApiFailure {
        return get("/api/v1/security-checks");
    }

    /** What the repositories hold, as the API gives it. */
    public JsonNode storage() throws ApiFailure {
        return get("/api/v1/storage");
    }

    /** How it stands with the recovery objectives, as the API gives it. */
    public JsonNode objectives() throws ApiFailure {
        return get("/api/v1/objectives");
    }

    /** The latest restoration tests, the newest first, as the API gives them. */
    public JsonNode restorationTests() throws ApiFailure {
        return get("/api/v1/restoration-tests");
    }

    /** The certificate of a restoration test, byte for byte; by the test's, its operation's or its backup's id. */
    public String certificate(String id) throws ApiFailure {
        return text("GET", "/api/v1/restoration-tests/" + encode(id) + "/certificate", BodyPublishers.noBody());
    }

    /** One operation as it is now. */
    public Operation operation(String id) throws ApiFailure {
        return read(get("/api/v1/operations/" + encode(id)), Operation.class, o -> o);
    }

    /** The latest operations, the newest first. */
    public List<Operation> operations(int limit) throws ApiFailure {
        return read(get("/api/v1/operations?limit=" + limit), Operation[].class, List::of);
    }

    private JsonNode get(String path) throws ApiFailure {
        return call("GET", path, BodyPublishers.noBody());
    }

    private JsonNode post(String path, Map<String, ?> body) throws ApiFailure {
        return call(
                "POST",
                path,
                BodyPublishers.ofString(Json.MAPPER.valueToTree(body).toString()));
    }

    private JsonNode call(String method, String path, BodyPublisher body) throws ApiFailure {
        try {
            return Json.MAPPER.readTree(text(method, path, body));
        } catch (JsonProcessingException e) {
            throw stranger();
        }
    }

    private String text(String method, String path, BodyPublisher body) throws ApiFailure {
        String key = address.key()
                .orElseThrow(() -> new ApiFailure(
                        ExitStatus.UNAUTHORISED,
                        new Problem(
                                "Not authorised",
                                "ADMIN_API_KEY is not set.",
                                "Set it in the environment or in .env.local to the key that the service was started with."),
                        null));
        HttpRequest request;
        try {
            request = HttpRequest.newBuilder(URI.create(address.base() + path))
                    .method(method, body)
                    .timeout(ANSWER)
                    .header("Authorization", "Bearer " + key)
                    .header("Content-Type", "application/json")
                    .header("Accept", "application/json, application/problem+json")
                    .build();
        } catch (IllegalArgumentException e) {
            // the JDK's message repeats the header's value, which is the key; so it is not kept as a cause either
            throw new ApiFailure(
                    ExitStatus.USAGE,
                    new Problem(
                            "Wrong key",
                            "ADMIN_API_KEY holds a character that can't be sent.",
                            "Make one with ./zencap keygen --admin."),
                    null);
        }
        HttpResponse<String> response;
        try {
            response = http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(e);
        }
        if (response.statusCode() / 100 != 2) {
            throw new ApiFailure(ExitStatus.of(response.statusCode()), problem(response), null);
        }
        return response.body();
    }

    private Operation started(JsonNode answer) throws ApiFailure {
        return read(answer.path("operation"), Operation.class, o -> o);
    }

    private <T, R> R read(JsonNode json, Class<T> type, java.util.function.Function<T, R> then) throws ApiFailure {
        try {
            T value = json.isMissingNode() ? null : Json.MAPPER.treeToValue(json, type);
            if (value != null) {
                return then.apply(value);
            }
        } catch (JsonProcessingException e) {
            throw stranger();
        }
        throw stranger();
    }

    /** Servers in between answer in their own words, which are not worth repeating; their status is. */
    private Problem problem(HttpResponse<String> response) {
        try {
            JsonNode document = Json.MAPPER.readTree(response.body());
            if (document != null && document.hasNonNull("title")) {
                return new Problem(
                        document.path("title").asText(),
                        document.path("detail").asText(""),
                        document.path("hint").asText(""));
            }
        } catch (JsonProcessingException e) {
            // not ours; said below
        }
        return new Problem(
                "The service refused",
                address.base() + " answered with HTTP status " + response.statusCode() + ".",
                "Check that BACKUP_API_URL is the address of ZenCap Backup.");
    }

    private ApiFailure stranger() {
        return new ApiFailure(
                ExitStatus.UNREACHABLE,
                new Problem(
                        "Not understood",
                        address.base() + " did not answer as ZenCap Backup does.",
                        "Check BACKUP_API_URL, and that the service is of the same version."),
                null);
    }

    private ApiFailure unreachable(Exception e) {
        String reason = e.getMessage() == null || e.getMessage().isBlank() ? "no connection" : e.getMessage();
        return new ApiFailure(
                ExitStatus.UNREACHABLE,
                new Problem(
                        "The service can't be reached",
                        address.base() + ": " + reason + ".",
                        "Start it with ./zencap start, or set BACKUP_API_URL to where it runs."),
                e);
    }

    private static String encode(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
