package co.zencap.backup.client;

import co.zencap.backup.json.Json;
import co.zencap.backup.operation.Problem;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLException;

/**
 * How the admin API is called, and what is said when that does not go well. Redirects are not followed, so the key goes to no other server
 * than the one named.
 */
final class ApiCalls {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private final ApiAddress address;
    private final HttpClient http;

    ApiCalls(ApiAddress address) {
        this.address = address;
        var client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT);
        address.trust().ifPresent(client::sslContext);
        this.http = client.build();
    }

    JsonNode get(String path) throws ApiFailure {
        return call("GET", path, BodyPublishers.noBody());
    }

    /** The answer byte for byte. */
    String text(String path) throws ApiFailure {
        return send("GET", path, BodyPublishers.noBody());
    }

    JsonNode post(String path, Map<String, ?> body) throws ApiFailure {
        return call(
                "POST",
                path,
                BodyPublishers.ofString(Json.MAPPER.valueToTree(body).toString()));
    }

    private JsonNode call(String method, String path, BodyPublisher body) throws ApiFailure {
        try {
            return Json.MAPPER.readTree(send(method, path, body));
        } catch (JsonProcessingException e) {
            throw stranger();
        }
    }

    private String send(String method, String path, BodyPublisher body) throws ApiFailure {
        String key = address.key()
                .orElseThrow(() -> new ApiFailure(
                        ExitStatus.UNAUTHORISED,
                        new Problem(
                                "Not authorised",
                                "ADMIN_API_KEY is not set, and neither is BACKUP_API_KEY.",
                                "Set BACKUP_API_KEY in the environment or in .env.local to your own key, or ADMIN_API_KEY to the"
                                        + " one that the service was started with."),
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
                            "The key holds a character that can't be sent.",
                            "Look at BACKUP_API_KEY, or else ADMIN_API_KEY; ./zencap keygen --admin makes one."),
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

    /** An answer, or part of it, as a type. */
    <T> T read(JsonNode json, Class<T> type) throws ApiFailure {
        try {
            T value = json.isMissingNode() ? null : Json.MAPPER.treeToValue(json, type);
            if (value != null) {
                return value;
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
        if (e instanceof SSLException) {
            return new ApiFailure(
                    ExitStatus.UNREACHABLE,
                    new Problem(
                            "The service is not believed",
                            address.base() + ": " + innermost(e) + ".",
                            "Call it by a name that its certificate has, and set BACKUP_TLS_CA to the file of the authority"
                                    + " that issued it, if that is your own."),
                    e);
        }
        String reason = e.getMessage() == null || e.getMessage().isBlank() ? "no connection" : e.getMessage();
        return new ApiFailure(
                ExitStatus.UNREACHABLE,
                new Problem(
                        "The service can't be reached",
                        address.base() + ": " + reason + ".",
                        "Start it with ./zencap start, or set BACKUP_API_URL to where it runs."),
                e);
    }

    /** What was wrong, not that it led to something else. */
    private static String innermost(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? "no TLS connection" : cause.getMessage();
    }
}
