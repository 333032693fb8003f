package co.zencap.backup.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import co.zencap.backup.key.MasterKey;
import co.zencap.backup.testing.HttpStub;
import co.zencap.backup.testing.HttpStub.Answer;
import co.zencap.backup.testing.HttpStub.Asked;
import co.zencap.backup.testing.TestAuthority;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Vault's HTTP API, as its documentation describes it; no real server was asked. */
class VaultKeysTest {
    private static final Patience SHORT =
            new Patience(Duration.ofSeconds(2), Duration.ofMillis(700), 3, Duration.ofMillis(10));
    private static final String DIGITS = MasterKey.generate();
    private static final String TOKEN = "hvs.CAESIJ-t0ken";
    private static final String REFERENCE = "vault:secret/data/zencap#master-key";
    private static final String VERSION_2 =
            """
            {"request_id":"5f3a","lease_id":"","renewable":false,"lease_duration":0,
             "data":{"data":{"master-key":"%s","note":7},
                     "metadata":{"created_time":"2026-11-20T10:00:00Z","deletion_time":"","destroyed":false,"version":1}},
             "wrap_info":null,"warnings":null,"auth":null}"""
                    .formatted(DIGITS);

    @TempDir
    Path folder;

    private HttpStub vault;

    @BeforeEach
    void start() throws IOException {
        vault = new HttpStub(this::strict);
    }

    @AfterEach
    void stop() {
        vault.close();
    }

    /** As Vault: the token and the namespace decide, then the path; an agent insists on X-Vault-Request. */
    private Answer strict(Asked asked) {
        if (!"true".equals(asked.headers().get("x-vault-request"))) {
            return new Answer(412, "{\"errors\":[\"missing 'X-Vault-Request' header\"]}");
        }
        if (asked.method().equals("POST")) {
            return login(asked);
        }
        if (!TOKEN.equals(asked.headers().get("x-vault-token"))
                || !"team/backups".equals(asked.headers().get("x-vault-namespace"))) {
            return new Answer(403, "{\"errors\":[\"permission denied " + DIGITS + "\"]}");
        }
        return asked.method().equals("GET") && asked.uri().equals("/v1/secret/data/zencap")
                ? new Answer(200, VERSION_2)
                : new Answer(404, "{\"errors\":[],\"warnings\":[\"Invalid path for a versioned K/V secrets engine\"]}");
    }

    private static Answer login(Asked asked) {
        boolean role = asked.uri().equals("/v1/auth/approle/login")
                && asked.json().path("role_id").asText().equals("db02de05")
                && asked.json().path("secret_id").asText().equals("6a174c20");
        boolean pod = asked.uri().equals("/v1/auth/cluster-1/login")
                && asked.json().path("role").asText().equals("zencap")
                && asked.json().path("jwt").asText().equals("eyJhbGciOi.pod");
        return role || pod
                ? new Answer(200, "{\"auth\":{\"client_token\":\"" + TOKEN + "\",\"policies\":[\"zencap\"]}}")
                : new Answer(400, "{\"errors\":[\"invalid role or secret ID\"]}");
    }

    @Test
    void aSecretOfVersion2IsReadWithTheTokenInTheNamespace() {
        assertThat(read(REFERENCE)).isEqualTo(DIGITS);

        assertThat(vault.asked()).hasSize(1);
    }

    @Test
    void aSecretOfVersion1IsReadAsWellAndALineEndDoesNotCount() {
        vault.answer(asked -> asked.uri().equals("/v1/kv/zencap")
                ? new Answer(200, "{\"data\":{\"master-key\":\"" + DIGITS + "\\n\",\"data\":\"of another kind\"}}")
                : new Answer(404, "{\"errors\":[]}"));

        assertThat(read("vault:kv/zencap#master-key")).isEqualTo(DIGITS);
        assertThat(read("vault:kv/zencap#data")).isEqualTo("of another kind");
    }

    @Test
    void anAppRoleLogsInOnceForAllKeys() {
        KeyCustody custody = custody(new VaultLogin.AppRole("approle", "db02de05", "6a174c20"));

        assertThat(custody.digits(REFERENCE)).isEqualTo(DIGITS);
        assertThat(custody.digits(REFERENCE)).isEqualTo(DIGITS);

        assertThat(vault.asked())
                .extracting(Asked::uri)
                .containsExactly("/v1/auth/approle/login", "/v1/secret/data/zencap", "/v1/secret/data/zencap");
        assertThat(vault.asked().get(0).headers()).containsEntry("x-vault-namespace", "team/backups");
    }

    @Test
    void aPodShowsTheTokenThatKubernetesGaveIt() throws IOException {
        Path jwt = Files.writeString(folder.resolve("token"), "eyJhbGciOi.pod\n");
        var pod = new VaultLogin.Kubernetes("cluster-1", "zencap", jwt);

        assertThat(custody(pod).digits(REFERENCE)).isEqualTo(DIGITS);

        Files.delete(jwt);
        assertThat(failure(() -> custody(pod).digits(REFERENCE)))
                .contains("can't be shown the pod's token", jwt.toString(), "HINT:", "automountServiceAccountToken");
    }

    @Test
    void anAgentOnThisMachineIsShownNothing() {
        vault.answer(asked -> asked.headers().containsKey("x-vault-token")
                ? new Answer(403, "{\"errors\":[\"permission denied\"]}")
                : new Answer(200, VERSION_2));

        assertThat(custody(new VaultLogin.Agent()).digits(REFERENCE)).isEqualTo(DIGITS);
    }

    @Test
    void aLoginThatIsRefusedSaysWhere() {
        var wrong = new VaultLogin.AppRole("approle", "db02de05", "s3cr3t-1d");

        assertThat(failure(() -> custody(wrong).digits(REFERENCE)))
                .contains("refused the login at auth/approle/login with HTTP status 400", "HINT:")
                .doesNotContain("s3cr3t-1d", "invalid role");
        assertThat(wrong.toString()).doesNotContain("s3cr3t-1d", "db02de05");
        assertThat(new VaultLogin.Token(TOKEN).toString()).doesNotContain("t0ken");
    }

    @Test
    void aTokenWithoutRightsIsToldWhichItNeeds() {
        assertThat(failure(() -> custody(new VaultLogin.Token("hvs.other")).digits(REFERENCE)))
                .contains("does not let this token read secret/data/zencap")
                .contains("path \"secret/data/zencap\" { capabilities = [\"read\"] }")
                .doesNotContain("hvs.other", "permission denied");
        assertThat(vault.asked()).hasSize(1);
    }

    @Test
    void whatIsNotThereIsSaid() {
        assertThat(failure(() -> read("vault:secret/zencap#master-key")))
                .contains("has nothing at secret/zencap", "'data' comes behind its mount");
        assertThat(failure(() -> read("vault:secret/data/zencap#other")))
                .contains("has no text in the field other of secret/data/zencap", "HINT:");
        assertThat(failure(() -> read("vault:secret/data/zencap#note"))).contains("has no text in the field note");
    }

    @Test
    void whatWasDeletedIsNotTaken() {
        vault.answer(asked -> new Answer(
                404,
                "{\"data\":{\"data\":null,\"metadata\":{\"deletion_time\":\"2026-11-21T10:00:00Z\",\"version\":1}}}"));

        assertThat(failure(() -> read(REFERENCE))).contains("has nothing at", "vault kv undelete");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "503, is sealed or has no active node, 3",
        "500, answered with HTTP status 500, 3",
        "429, answered with HTTP status 429, 3",
        "412, answered with HTTP status 412, 1",
        "307, sends on to another server, 1",
    })
    void whatPassesIsTriedAgainAndThenTold(int status, String why, int times) {
        vault.answer(asked -> new Answer(
                status,
                "{\"errors\":[\"Vault is sealed " + DIGITS + "\"]}",
                java.util.Map.of("Location", vault.url() + "/v1/elsewhere")));

        assertThat(failure(() -> read(REFERENCE)).replace(",", ""))
                .startsWith("Vault at " + vault.url() + " ")
                .contains(why, "HINT:")
                .doesNotContain("Vault is sealed");
        assertThat(vault.asked()).hasSize(times).allMatch(asked -> asked.uri().equals("/v1/secret/data/zencap"));
    }

    @Test
    void aVaultThatIsUnsealedMeanwhileIsRead() {
        var calls = new AtomicInteger();
        vault.answer(asked -> calls.incrementAndGet() < 3
                ? new Answer(503, "{\"errors\":[\"Vault is sealed\"]}")
                : new Answer(200, VERSION_2));

        assertThat(read(REFERENCE)).isEqualTo(DIGITS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>S3CR3T</html>", "", "[1]", "null", "{\"data\":\"S3CR3T\"}", "{"})
    void anotherKindOfServerIsNotTakenForVault(String body) {
        vault.answer(asked -> new Answer(200, body));

        assertThat(failure(() -> read(REFERENCE)))
                .containsAnyOf("does not answer as Vault does", "has no text in the field")
                .doesNotContain("S3CR3T");
    }

    @Test
    void anAnswerWithoutEndIsNotKept() {
        vault.answer(asked -> new Answer(200, "{\"data\":\"" + "x".repeat(3 << 20) + "\"}"));

        assertThat(failure(() -> read(REFERENCE))).contains("does not answer as Vault does");
        assertThat(vault.asked()).hasSize(1);
    }

    @Test
    void anAnswerThatDripsIsGivenUp() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var serving = new Thread(() -> drip(server));
            serving.setDaemon(true);
            serving.start();
            long start = System.nanoTime();

            URI address = URI.create("http://127.0.0.1:" + server.getLocalPort());
            assertThat(failure(() -> custody(address, Optional.empty(), new VaultLogin.Token(TOKEN))
                            .digits(REFERENCE)))
                    .contains("gave no whole answer in time", "HINT:", "a copy of the master key itself");

            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(8));
        }
    }

    /** The head at once, then a byte now and then. */
    private static void drip(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                var writing = new Thread(() -> {
                    try (socket) {
                        OutputStream out = socket.getOutputStream();
                        out.write(
                                "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                        for (int i = 0; i < 1000; i++) {
                            out.write(' ');
                            out.flush();
                            Thread.sleep(50);
                        }
                    } catch (IOException | InterruptedException e) {
                        return; // the caller has gone, as it should
                    }
                });
                writing.setDaemon(true);
                writing.start();
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    @Test
    void aVaultThatIsAwayOrSpeaksNoHttpIsSaid() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var serving = new Thread(() -> {
                while (!server.isClosed()) {
                    try (Socket socket = server.accept()) {
                        socket.getOutputStream().write("220 S3CR3T ESMTP\r\n".getBytes(StandardCharsets.US_ASCII));
                    } catch (IOException e) {
                        return; // closed
                    }
                }
            });
            serving.setDaemon(true);
            serving.start();
            URI address = URI.create("http://127.0.0.1:" + server.getLocalPort());

            assertThat(failure(() -> custody(address, Optional.empty(), new VaultLogin.Token(TOKEN))
                            .digits(REFERENCE)))
                    .contains("can't be reached (", "HINT: see VAULT_ADDR")
                    .doesNotContain("S3CR3T");
        }
        vault.close();
        assertThat(failure(() -> read(REFERENCE))).contains("can't be reached (ConnectException)");
    }

    @Test
    void aCertificateOfOnesOwnAuthorityIsBelievedWhereItIsNamed() throws Exception {
        var authority = new TestAuthority(Files.createDirectory(folder.resolve("authority")));
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context(authority.issue("vault", "RSA"))));
        server.createContext("/v1/secret/data/zencap", exchange -> {
            byte[] body = VERSION_2.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            URI address = URI.create("https://127.0.0.1:" + server.getAddress().getPort());
            var token = new VaultLogin.Token(TOKEN);

            assertThat(custody(address, Optional.of(authority.certificate()), token)
                            .digits(REFERENCE))
                    .isEqualTo(DIGITS);
            assertThat(failure(() -> custody(address, Optional.empty(), token).digits(REFERENCE)))
                    .contains("is not believed (", "VAULT_CACERT");
        } finally {
            server.stop(0);
        }
    }

    private static SSLContext context(TestAuthority.Issued issued) throws Exception {
        byte[] key =
                Base64.getMimeDecoder().decode(Files.readString(issued.key()).replaceAll("-----[A-Z ]+-----", ""));
        Certificate[] chain = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(issued.certificate())))
                .toArray(Certificate[]::new);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "vault",
                KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(key)),
                new char[0],
                chain);
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    @Test
    void aTokenThatCannotBeSentIsNotRepeated() {
        assertThat(failure(() -> custody(new VaultLogin.Token("hvs.o\u0000dd")).digits(REFERENCE)))
                .contains("can't be shown a token", "HINT:")
                .doesNotContain("hvs.o");
        assertThat(vault.asked()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vault:",
                "vault:secret",
                "vault:secret/data/zencap",
                "vault:secret/data/zencap#",
                "vault:/secret/data/zencap#k",
                "vault:v1/secret/data/zencap#k",
                "vault:secret/../sys/raw#k",
                "vault:secret/data/zen cap#k",
                "vault:secret/data/zencap?version=1#k",
                "vault:secret/data/zencap#a#b",
            })
    void aReferenceThatCannotBeReadIsRefusedAndNotRepeated(String text) {
        assertThatThrownBy(() -> KeyReference.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The reference to Vault can't be read. HINT: it reads vault:PATH#FIELD")
                .hasMessageNotContainingAny("sys/raw", "?version");
    }

    private String read(String reference) {
        return custody(new VaultLogin.Token(TOKEN)).digits(reference);
    }

    private KeyCustody custody(VaultLogin login) {
        return custody(URI.create(vault.url()), Optional.empty(), login);
    }

    private static KeyCustody custody(URI address, Optional<Path> authorities, VaultLogin login) {
        var settings = new VaultSettings(address, Optional.of("team/backups"), authorities, login, SHORT);
        return new KeyCustody(
                () -> {
                    throw new AssertionError("AWS KMS is not referred to");
                },
                () -> settings);
    }

    /** The sentence; nowhere in what is thrown is anything secret. */
    private static String failure(ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).isInstanceOf(IllegalArgumentException.class);
        var all = new StringWriter();
        thrown.printStackTrace(new PrintWriter(all));
        assertThat(all.toString()).doesNotContain(DIGITS, TOKEN);
        return thrown.getMessage();
    }
}
