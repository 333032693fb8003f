package co.zencap.backup.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.client.ApiAddress;
import co.zencap.backup.client.ApiClient;
import co.zencap.backup.client.ApiFailure;
import co.zencap.backup.liberty.LibertyProcess;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Installation;
import co.zencap.backup.testing.TestAuthority;
import co.zencap.backup.testing.TestAuthority.Issued;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.tls.CertificateTrust;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged server with a certificate of an authority of one's own. */
class HttpsIT {
    @TempDir
    static Path home;

    private static TestAuthority authority;
    private static Map<String, String> variables;
    private static LibertyProcess server;
    private static HttpClient http;

    @BeforeAll
    static void start() throws Exception {
        PostgresUrl source = TestCluster.createDatabase();
        authority = new TestAuthority(Files.createDirectory(home.resolve("authority")));
        install(authority.issue("first", "EC"));
        variables = Installation.in(home)
                .variables(
                        source,
                        TestCluster.createDatabase(),
                        Map.of("BACKUP_TLS_CERTIFICATE", "tls.crt", "BACKUP_TLS_KEY", "tls.key"));
        variables.put("BACKUP_HTTPS_PORT", String.valueOf(Integer.parseInt(variables.get("BACKUP_HTTP_PORT")) + 5_000));
        server = LibertyProcess.start(home, home.resolve("server"), variables);
        server.awaitStarted(Duration.ofMinutes(2));
        Installation.awaitConsole(server);
        http = HttpClient.newBuilder()
                .sslContext(CertificateTrust.issuedBy(authority.certificate()))
                .build();
        // The schedule, which is a part of the health, begins a moment after the start.
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(status(variables))
                .isEqualTo("healthy"));
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health/ready", "/", "/hawtio/", "/api/v1/backups", "/nothing"})
    void everyAnswerTellsBrowsersToStayWithHttps(String path) throws Exception {
        HttpResponse<String> answer = get(path, "");

        assertThat(answer.headers().allValues("Strict-Transport-Security")).containsExactly("max-age=31536000");
        assertThat(answer.headers().firstValue("Server")).isEmpty();
    }

    @Test
    void theApiAndTheSessionGoThroughIt() throws Exception {
        assertThat(server.address().getScheme()).isEqualTo("https");
        assertThat(get("/api/v1/backups", Installation.KEY).statusCode()).isEqualTo(200);
        HttpResponse<String> session = http.send(
                HttpRequest.newBuilder(server.address().resolve("/api/session"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"key\":\"" + Installation.KEY + "\"}"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(session.statusCode()).isEqualTo(200);
        assertThat(session.headers().firstValue("Set-Cookie").orElseThrow()).contains("Secure", "HttpOnly");
    }

    @Test
    void nothingAnswersInTheClear() {
        int plain = Integer.parseInt(variables.get("BACKUP_HTTP_PORT"));
        assertThatThrownBy(() -> new Socket("127.0.0.1", plain).close()).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                                                + server.address().getPort() + "/health/ready"))
                                        .build(),
                                BodyHandlers.ofString()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void onlyNewProtocolsAndCiphersAreSpoken() throws Exception {
        assertThat(handshake("TLSv1.3", null)).startsWith("TLSv1.3 TLS_");
        assertThat(handshake("TLSv1.2", null)).startsWith("TLSv1.2 TLS_ECDHE_ECDSA_WITH_");
        for (String cipher :
                List.of("TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA")) {
            assertThatThrownBy(() -> handshake("TLSv1.2", cipher)).as(cipher).isInstanceOf(SSLException.class);
        }
        // This machine's Java offers no older one: what it would say is sent as it was written down.
        assertThat(answerTo(OldHello.TLS_1_2)).isEqualTo(OldHello.HANDSHAKE);
        assertThat(answerTo(OldHello.TLS_1_1)).isNotEqualTo(OldHello.HANDSHAKE);
        assertThat(answerTo(OldHello.TLS_1_0)).isNotEqualTo(OldHello.HANDSHAKE);
    }

    @Test
    void theCommandLineFindsItByTheSameSettingsAndByAnAuthority() throws Exception {
        assertThat(status(variables)).isEqualTo("healthy");
        var elsewhere = new HashMap<>(Map.of(
                "BACKUP_API_URL",
                "https://localhost:" + server.address().getPort(),
                "ADMIN_API_KEY",
                Installation.KEY,
                "BACKUP_TLS_CA",
                authority.certificate().toString()));
        assertThat(status(elsewhere)).isEqualTo("healthy");

        elsewhere.remove("BACKUP_TLS_CA");
        assertThatThrownBy(() -> status(elsewhere))
                .isInstanceOf(ApiFailure.class)
                .hasMessageContaining("The service is not believed")
                .hasMessageContaining("BACKUP_TLS_CA");
        var others = new TestAuthority(Files.createDirectory(home.resolve("others")));
        elsewhere.put("BACKUP_TLS_CA", others.certificate().toString());
        assertThatThrownBy(() -> status(elsewhere)).hasMessageContaining("The service is not believed");
        // of the right authority, under a name that it does not have
        elsewhere.put("BACKUP_TLS_CA", authority.certificate().toString());
        elsewhere.put("BACKUP_API_URL", "https://127.0.0.2:" + server.address().getPort());
        assertThatThrownBy(() -> status(elsewhere)).isInstanceOf(ApiFailure.class);
    }

    @Test
    void aRenewedCertificateIsTakenUpWhileItRuns() throws Exception {
        Certificate before = shown();
        Issued next = authority.issue("next", "EC");
        install(next);

        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> shown().equals(
                        TestAuthority.first(next.certificate())));
        assertThat(before).isNotEqualTo(shown());
        assertThat(status(variables)).isEqualTo("healthy");
        assertThat(server.isAlive()).isTrue();
    }

    @Test
    void noSecretIsInTheLog() throws Exception {
        String password = Files.readString(home.resolve("server/zencap/tls/password"));
        try (Stream<Path> files = Files.walk(home.resolve("server"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".log")).toList()) {
                assertThat(Files.readString(file)).as(file.toString()).doesNotContain(password, "PRIVATE KEY");
            }
        }
    }

    @Test
    void whatIsWrongStopsTheStartWithASentence() throws Exception {
        Issued one = authority.issue("one", "EC");
        Issued other = authority.issue("other", "EC");
        Path apart = Files.createDirectory(home.resolve("apart"));
        var wrong = new HashMap<>(variables);
        wrong.put("BACKUP_TLS_CERTIFICATE", one.certificate().toString());
        wrong.put("BACKUP_TLS_KEY", other.key().toString());

        assertThatThrownBy(() -> LibertyProcess.start(home, apart, wrong))
                .hasMessageContaining("is not the key of the first certificate in")
                .hasMessageContaining("HINT:");
    }

    private static String handshake(String protocol, String cipher) throws Exception {
        SSLContext context = CertificateTrust.issuedBy(authority.certificate());
        try (var socket = (SSLSocket) context.getSocketFactory()
                .createSocket("127.0.0.1", server.address().getPort())) {
            socket.setSoTimeout(10_000);
            socket.setEnabledProtocols(new String[] {protocol});
            if (cipher != null) {
                socket.setEnabledCipherSuites(new String[] {cipher});
            }
            socket.startHandshake();
            return socket.getSession().getProtocol() + " " + socket.getSession().getCipherSuite();
        }
    }

    /** The kind of the answer; -1 when there is none. */
    private static int answerTo(byte[] hello) throws IOException {
        try (var socket = new Socket("127.0.0.1", server.address().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(hello);
            return socket.getInputStream().read();
        }
    }

    private static Certificate shown() throws Exception {
        SSLContext context = CertificateTrust.issuedBy(authority.certificate());
        try (var socket = (SSLSocket) context.getSocketFactory()
                .createSocket("127.0.0.1", server.address().getPort())) {
            socket.setSoTimeout(10_000);
            socket.startHandshake();
            return socket.getSession().getPeerCertificates()[0];
        }
    }

    private static String status(Map<String, String> settings) throws ApiFailure {
        return new ApiClient(ApiAddress.of(settings, home))
                .status()
                .path("status")
                .asText();
    }

    private static HttpResponse<String> get(String path, String key) throws Exception {
        var request = HttpRequest.newBuilder(server.address().resolve(path)).timeout(Duration.ofSeconds(60));
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static void install(Issued issued) throws IOException {
        for (Map.Entry<Path, String> each :
                Map.of(issued.key(), "tls.key", issued.certificate(), "tls.crt").entrySet()) {
            Files.copy(
                    each.getKey(),
                    home.resolve(each.getValue()),
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.COPY_ATTRIBUTES);
        }
    }
}
