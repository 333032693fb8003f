package co.zencap.backup.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.json.Json;
import co.zencap.backup.liberty.LibertyProcess;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Installation;
import co.zencap.backup.testing.TestCluster;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets in, how, and who does not, at the packaged server. */
class SignInIT {
    private static final String ADMIN = "/api/admin/backup-system";
    private static final int MOST_LISTENERS = 20;

    @TempDir
    static Path home;

    private static LibertyProcess server;
    private final HttpClient http = HttpClient.newHttpClient();

    private record SignedIn(String cookie, String csrfToken) {}

    @BeforeAll
    static void start() throws Exception {
        PostgresUrl source = TestCluster.createDatabase();
        server = LibertyProcess.start(
                home,
                home.resolve("server"),
                Installation.in(home).variables(source, TestCluster.createDatabase(), Map.of()));
        server.awaitStarted(Duration.ofMinutes(2));
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void aSessionOpensTheApiAndItsCookieIsForTheBrowserAlone() throws Exception {
        HttpResponse<String> response = signIn(Installation.KEY);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Set-Cookie").orElseThrow())
                .matches("zencap-session=[\\w-]{43};.*")
                .containsIgnoringCase("HttpOnly")
                .containsIgnoringCase("SameSite=Strict")
                .containsIgnoringCase("Path=/api")
                .doesNotContainIgnoringCase("Secure");
        SignedIn session = session(response);
        assertThat(get(ADMIN + "?action=dashboard", session.cookie()).statusCode())
                .isEqualTo(200);
        assertThat(json(get("/api/session", session.cookie())).path("csrfToken").asText())
                .isEqualTo(session.csrfToken());
        assertThat(json(get("/api/session", "zencap-session=" + "x".repeat(43))).toString())
                .isEqualTo("{\"signedIn\":false}");
        assertThat(send(post("/api/session", "{\"key\":\"" + Installation.KEY + "\"}")
                                .header("X-Forwarded-Proto", "https"))
                        .headers()
                        .firstValue("Set-Cookie")
                        .orElseThrow())
                .containsIgnoringCase("Secure");
    }

    @Test
    void whatChangesSomethingNeedsThePagesToken() throws Exception {
        SignedIn session = session(signIn(Installation.KEY));
        SignedIn other = session(signIn(Installation.KEY));
        String body = "{\"action\":\"explode\"}";

        for (String token : List.of("", "x", other.csrfToken())) {
            assertThat(send(post(ADMIN, body).header("Cookie", session.cookie()).header("X-CSRF-Token", token))
                            .statusCode())
                    .as(token)
                    .isEqualTo(403);
        }
        // Past the guard: the action is not known.
        assertThat(send(post(ADMIN, body)
                                .header("Cookie", session.cookie())
                                .header("X-CSRF-Token", session.csrfToken()))
                        .statusCode())
                .isEqualTo(404);
        assertThat(send(post(ADMIN, body).header("Authorization", "Bearer " + Installation.KEY))
                        .statusCode())
                .isEqualTo(404);
        assertThat(send(post(ADMIN, body)
                                .header("Cookie", session.cookie())
                                .header("X-CSRF-Token", session.csrfToken())
                                .header("Authorization", "Bearer wrong"))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void signingOutEndsTheSessionForWhoeverHasItsCookie() throws Exception {
        SignedIn session = session(signIn(Installation.KEY));
        HttpRequest.Builder delete = request("/api/session").DELETE().header("Cookie", session.cookie());

        assertThat(send(delete.copy()).statusCode()).isEqualTo(403);
        assertThat(get(ADMIN, session.cookie()).statusCode()).isEqualTo(200);
        HttpResponse<String> out = send(delete.copy().header("X-CSRF-Token", session.csrfToken()));
        assertThat(out.statusCode()).isEqualTo(200);
        assertThat(out.headers().firstValue("Set-Cookie").orElseThrow()).containsPattern("(?i)max-age=0|expires=");
        assertThat(get(ADMIN, session.cookie()).statusCode()).isEqualTo(401);
    }

    @Test
    void nobodySignsInFromElsewhereOrWithoutTheKey() throws Exception {
        String right = "{\"key\":\"" + Installation.KEY + "\"}";
        assertThat(send(post("/api/session", right).header("Sec-Fetch-Site", "cross-site"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(send(request("/api/session")
                                .header("Content-Type", "text/plain")
                                .POST(BodyPublishers.ofString(right)))
                        .statusCode())
                .isEqualTo(403);
        HttpResponse<String> wrong = signIn(Installation.KEY + "x");
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(wrong.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(wrong.body()).contains("hint").doesNotContain(Installation.KEY);
        signIn(Installation.KEY); // whose success takes back what the wrong one counted
        assertThat(get("/api/session/x", "").statusCode()).isEqualTo(401);
        assertThat(get("/api/session/", "").statusCode()).isIn(200, 401);
    }

    @Test
    void anAddressThatGuessesHasToWaitAndNobodyElseNorWhoeverHasAKey() throws Exception {
        InetAddress guesser = InetAddress.getByName("127.0.0.2");
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            answers.add(signInFrom(guesser, "guess" + i));
        }

        assertThat(answers.subList(0, 5)).allMatch(answer -> answer.startsWith("HTTP/1.1 401"));
        assertThat(answers.get(5)).startsWith("HTTP/1.1 429").contains("Retry-After:");
        assertThat(signIn(Installation.KEY + "y").statusCode()).isEqualTo(401); // from elsewhere
        // A right key opens all the same: otherwise whoever guesses behind the operator's proxy keeps the operator out.
        assertThat(signInFrom(guesser, "guess7")).startsWith("HTTP/1.1 429");
        assertThat(signInFrom(guesser, Installation.KEY)).startsWith("HTTP/1.1 200");
        assertThat(signIn(Installation.KEY).statusCode()).isEqualTo(200);
    }

    @Test
    void thePageIsOpenToAllAndHoldsNothingOfTheirs() throws Exception {
        HttpResponse<String> page = get("/", "");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.version()).isEqualTo(HttpClient.Version.HTTP_1_1); // although this client offers another
        assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains(
                        "default-src 'none'",
                        "script-src 'self'",
                        "frame-ancestors 'none'",
                        "require-trusted-types-for")
                .doesNotContain("unsafe", "http:", "https:", "*");
        assertThat(page.body())
                .doesNotContain("http://", "https://", "style=", "onclick")
                .contains("/assets/app.js");
        String tag = page.headers().firstValue("ETag").orElseThrow();
        assertThat(send(request("/").header("If-None-Match", tag)).statusCode()).isEqualTo(304);
        for (String part : List.of("app.js", "dashboard.css", "parts/preact.module.js", "parts/uPlot.esm.js")) {
            assertThat(get("/assets/" + part, "").statusCode()).as(part).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/assets/../WEB-INF/web.xml",
                "/assets/%2e%2e/WEB-INF/web.xml",
                "/assets//etc/passwd",
                "/WEB-INF/web.xml",
                "/dashboard/app.js",
                "/assets/nothing.js",
                "/index.html"
            })
    void nothingElseIsServed(String path) throws Exception {
        HttpResponse<String> response = get(path, "");

        assertThat(response.statusCode()).isBetween(400, 404);
        assertThat(response.body()).doesNotContain("web-app", "root:");
    }

    @Test
    void eventsAreForWhoIsSignedInAndForSoManyOnly() throws Exception {
        assertThat(get("/api/v1/events", "").statusCode()).isEqualTo(401);
        SignedIn session = session(signIn(Installation.KEY));
        List<InputStream> listeners = new ArrayList<>();
        try {
            for (int i = 0; i < MOST_LISTENERS; i++) {
                HttpResponse<InputStream> stream = events(session);
                listeners.add(stream.body());
                assertThat(stream.statusCode()).isEqualTo(200);
                assertThat(stream.headers().firstValue("Content-Type").orElseThrow())
                        .startsWith("text/event-stream");
            }
            var first = new BufferedReader(new InputStreamReader(listeners.get(0), StandardCharsets.UTF_8));
            assertThat(first.readLine()).isEqualTo("retry: 5000");
            assertThat(first.readLine()).isEmpty();
            assertThat(first.readLine()).isEqualTo("event: running");
            assertThat(first.readLine()).isEqualTo("data: []");
            HttpResponse<InputStream> refused = events(session);
            refused.body().close();
            assertThat(refused.statusCode()).isEqualTo(503);

            send(request("/api/session")
                    .DELETE()
                    .header("Cookie", session.cookie())
                    .header("X-CSRF-Token", session.csrfToken()));
            assertThat(first.lines().toList()).allMatch(line -> line.isEmpty() || line.equals(":")); // it ends
        } finally {
            for (InputStream listener : listeners) {
                listener.close();
            }
        }
        SignedIn next = session(signIn(Installation.KEY));
        Awaitility.await().until(() -> {
            HttpResponse<InputStream> again = events(next);
            again.body().close();
            return again.statusCode() == 200;
        });
    }

    private HttpResponse<InputStream> events(SignedIn session) throws Exception {
        return http.send(
                request("/api/v1/events").header("Cookie", session.cookie()).build(), BodyHandlers.ofInputStream());
    }

    /** By a socket of its own: only that can choose where it comes from. */
    private static String signInFrom(InetAddress address, String key) throws Exception {
        URI to = server.address();
        try (var socket = new Socket(InetAddress.getByName(to.getHost()), to.getPort(), address, 0)) {
            String body = "{\"key\":\"" + key + "\"}";
            socket.getOutputStream()
                    .write(("POST /api/session HTTP/1.1\r\nHost: " + to.getAuthority()
                                    + "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
                                    + body.length() + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private HttpResponse<String> signIn(String key) throws Exception {
        return send(post("/api/session", "{\"key\":\"" + key + "\"}"));
    }

    private static SignedIn session(HttpResponse<String> response) throws Exception {
        String cookie =
                response.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
        return new SignedIn(cookie, json(response).path("csrfToken").asText());
    }

    private HttpResponse<String> get(String path, String cookie) throws Exception {
        return send(cookie.isEmpty() ? request(path) : request(path).header("Cookie", cookie));
    }

    private static HttpRequest.Builder post(String path, String body) {
        return request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.address() + path)).timeout(Duration.ofSeconds(60));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        return Json.MAPPER.readTree(response.body());
    }
}
