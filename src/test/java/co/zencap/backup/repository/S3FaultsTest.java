package co.zencap.backup.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import co.zencap.backup.repository.RepositoryFailure.Reason;
import co.zencap.backup.testing.Fault;
import co.zencap.backup.testing.FaultyS3;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class S3FaultsTest {

    private static final String KEY = "shop/b1/manifest.json";

    private final S3TestSettings server = S3TestSettings.onEmbeddedS3();

    private FaultyS3 proxy;
    private String prefix;
    private S3Connection connection;
    private S3Repository repository;

    @BeforeEach
    void connect() throws IOException {
        proxy = FaultyS3.before(server.endpoint());
        prefix = "faults/" + UUID.randomUUID();
        connection = new S3Connection(server.at(proxy.endpoint()).prefix(prefix), Clock.systemUTC());
        connection.client();
        repository = new S3Repository(connection);
    }

    @AfterEach
    void disconnect() throws IOException {
        connection.close();
        proxy.close();
    }

    @ParameterizedTest
    @CsvSource({"503, SlowDown", "500, InternalError", "503, ServiceUnavailable"})
    void aBusyServerIsAskedAgain(int status, String code) throws IOException {
        proxy.spoil(2, request -> request.puts(KEY), new Fault.Status(status, code));

        assertThat(repository.putIfAbsent(KEY, "content".getBytes(UTF_8))).isTrue();
    }

    @Test
    void aResetConnectionIsMadeAnew() throws IOException {
        proxy.spoil(2, request -> request.puts(KEY), new Fault.Reset());

        assertThat(repository.putIfAbsent(KEY, "content".getBytes(UTF_8))).isTrue();
    }

    @Test
    void aHangingServerIsGivenUpAndAskedAgain() throws IOException {
        proxy.spoil(1, request -> request.puts(KEY), new Fault.Hang());

        assertThat(repository.putIfAbsent(KEY, "content".getBytes(UTF_8))).isTrue();
    }

    @Test
    void aListingThatIsCutOffIsAskedForAgain() throws IOException {
        repository.putIfAbsent(KEY, "content".getBytes(UTF_8));
        proxy.spoil(2, request -> request.target().contains("list-type=2"), new Fault.Truncate(100));

        try (var listed = repository.list("")) {
            assertThat(listed).extracting(StoredObject::key).containsExactly(KEY);
        }
    }

    @Test
    void aServerThatStaysBusyIsAnErrorThatMayPass() {
        proxy.spoil(request -> request.puts(KEY), new Fault.Status(503, "SlowDown"));

        RepositoryFailure failure = failure(() -> repository.putIfAbsent(KEY, "x".getBytes(UTF_8)));

        assertThat(failure.reason()).isEqualTo(Reason.BUSY);
        assertThat(failure.temporary()).isTrue();
        assertThat(failure)
                .hasMessageContaining("SlowDown")
                .hasMessageContaining("HINT: ")
                .hasMessageContaining(KEY);
    }

    @ParameterizedTest
    @CsvSource({
        "403, AccessDenied, FORBIDDEN",
        "403, SignatureDoesNotMatch, CREDENTIALS",
        "403, InvalidAccessKeyId, CREDENTIALS",
        "400, ExpiredToken, CREDENTIALS",
        "403, RequestTimeTooSkewed, CLOCK",
        "404, NoSuchBucket, MISSING",
        "507, XMinioStorageFull, FULL",
        "403, QuotaExceeded, FULL",
        "400, BadDigest, DAMAGED",
        "301, PermanentRedirect, REFUSED"
    })
    void aRefusalSaysWhyAndWhatToDo(int status, String code, Reason reason) {
        proxy.spoil(request -> request.puts(KEY), new Fault.Status(status, code));

        RepositoryFailure failure = failure(() -> repository.replace(KEY, "x".getBytes(UTF_8)));

        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(failure).hasMessageContaining(code).hasMessageContaining("HINT: ");
        assertThat(failure.getCause()).isNotNull();
        assertThat(failure.toString()).doesNotContain(server.secretKey());
    }

    @Test
    void aWriteThatIsAcknowledgedAndNotStoredIsFoundOut() {
        proxy.spoil(request -> request.puts(KEY), new Fault.Swallow());

        RepositoryFailure failure = failure(() -> repository.replace(KEY, "x".getBytes(UTF_8)));

        assertThat(failure.reason()).isEqualTo(Reason.DAMAGED);
    }

    @Test
    void aByteThatChangesOnTheWayBackIsFoundOut() {
        proxy.spoil(request -> request.get() && request.of(KEY), new Fault.Corrupt(3));

        RepositoryFailure failure = failure(() -> repository.replace(KEY, "content".getBytes(UTF_8)));

        assertThat(failure.reason()).isEqualTo(Reason.DAMAGED);
    }

    @Test
    void aLostAnswerDoesNotLoseTheWrite() throws IOException {
        proxy.spoil(1, request -> request.puts(KEY), new Fault.LoseAnswer());

        assertThat(repository.putIfAbsent(KEY, "content".getBytes(UTF_8))).isTrue();
        assertThat(read()).asString().isEqualTo("content");
    }

    @Test
    void aDownloadThatBreaksIsTakenUpWhereItBroke() throws IOException {
        byte[] content = new byte[3_000_000];
        new Random(7).nextBytes(content);
        repository.replace(KEY, content);
        proxy.spoil(2, request -> request.get() && request.of(KEY), new Fault.Truncate(1_000_000));

        assertThat(read()).isEqualTo(content);
    }

    @Test
    void aDownloadThatKeepsBreakingWithoutProgressEnds() throws IOException {
        repository.replace(KEY, new byte[100_000]);
        proxy.spoil(request -> request.get() && request.of(KEY), new Fault.Truncate(0));

        RepositoryFailure failure = failure(this::read);

        assertThat(failure.reason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(failure.temporary()).isTrue();
    }

    @Test
    void closingEarlyDoesNotReadTheRest() throws IOException {
        repository.replace(KEY, new byte[20_000_000]);
        long requests = proxy.requests().size();

        try (InputStream in = repository.open(KEY)) {
            assertThat(in.read()).isZero();
        }

        assertThat(proxy.requests()).hasSize((int) requests + 1);
    }

    @Test
    void aListingThatFailsOnItsWaySaysSo() throws IOException {
        repository.replace(KEY, new byte[1]);
        proxy.spoil(request -> request.target().contains("list-type=2"), new Fault.Status(403, "AccessDenied"));

        assertThat(failure(() -> {
                            try (Stream<StoredObject> objects = repository.list("")) {
                                objects.toList();
                            }
                        })
                        .reason())
                .isEqualTo(Reason.FORBIDDEN);
    }

    @Test
    void aWrongSecretIsRefused() {
        S3Settings wrong =
                server.with(server.accessKey(), "wrong" + server.secretKey()).prefix(prefix);

        RepositoryFailure failure = connectionFailure(wrong);

        assertThat(failure.reason()).isEqualTo(Reason.CREDENTIALS);
        assertThat(failure).hasMessageContaining("status 403").hasMessageContaining("AWS_SECRET_ACCESS_KEY");
        assertThat(wrong.toString() + failure).doesNotContain(server.secretKey());
    }

    @Test
    void anUnknownAccessKeyIsRefused() {
        assertThat(connectionFailure(server.with("nobody", "nothing").prefix(prefix))
                        .reason())
                .isEqualTo(Reason.CREDENTIALS);
    }

    @Test
    void aMissingBucketIsNamed() {
        RepositoryFailure failure = connectionFailure(server.in("elsewhere").prefix(prefix));

        assertThat(failure.reason()).isEqualTo(Reason.MISSING);
        assertThat(failure).hasMessageContaining("s3://elsewhere/").hasMessageContaining("BACKUP_S3_BUCKET");
    }

    @Test
    void aServerThatIsNotThereIsUnreachable() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }

        RepositoryFailure failure = connectionFailure(
                server.at(URI.create("http://127.0.0.1:" + free)).prefix(prefix));

        assertThat(failure.reason()).isEqualTo(Reason.UNREACHABLE);
    }

    @Test
    void aServerWithoutTlsIsNotSpokenToByTls() {
        RepositoryFailure failure = connectionFailure(
                server.at(URI.create("https://127.0.0.1:" + server.endpoint().getPort()))
                        .prefix(prefix));

        assertThat(failure.reason()).isEqualTo(Reason.TLS);
    }

    @Test
    void whatWasUnreachableIsTriedAgainByTheNextUse() throws IOException {
        try (FaultyS3 away = FaultyS3.before(server.endpoint())) {
            away.spoil(request -> true, new Fault.Reset());
            try (S3Connection later =
                    new S3Connection(server.at(away.endpoint()).prefix(prefix), Clock.systemUTC())) {
                S3Repository repositoryAway = new S3Repository(later);
                assertThat(failure(() -> repositoryAway.size(KEY)).reason()).isEqualTo(Reason.UNREACHABLE);
                assertThat(later.capabilities()).isEmpty();
                away.heal();
                assertThatThrownBy(() -> repositoryAway.size(KEY)).isInstanceOf(NoSuchFileException.class);
                assertThat(later.capabilities()).isPresent();
            }
        }
    }

    private byte[] read() throws IOException {
        try (InputStream in = repository.open(KEY)) {
            return in.readAllBytes();
        }
    }

    private static RepositoryFailure connectionFailure(S3Settings settings) {
        try (S3Connection wrong = new S3Connection(settings, Clock.systemUTC())) {
            return failure(() -> new S3Repository(wrong).putIfAbsent(KEY, new byte[1]));
        }
    }

    private static RepositoryFailure failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(RepositoryFailure.class, call);
    }
}
