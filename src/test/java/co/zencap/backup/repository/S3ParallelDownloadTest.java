package co.zencap.backup.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import co.zencap.backup.repository.RepositoryFailure.Reason;
import co.zencap.backup.testing.Fault;
import co.zencap.backup.testing.FaultyS3;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class S3ParallelDownloadTest {
    private static final String KEY = "shop/b1/database.dump";
    private static final int PART = S3ParallelDownload.PART_BYTES;

    private final S3TestSettings server = S3TestSettings.onEmbeddedS3();

    private FaultyS3 proxy;
    private S3Connection connection;
    private S3Repository repository;
    private int stored;

    @BeforeEach
    void connect() throws IOException {
        proxy = FaultyS3.before(server.endpoint());
        connection = new S3Connection(
                server.at(proxy.endpoint()).prefix("parallel/" + UUID.randomUUID()), Clock.systemUTC());
        repository = new S3Repository(connection);
    }

    @AfterEach
    void disconnect() throws IOException {
        connection.close();
        proxy.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, PART - 1, PART, PART + 1, 2 * PART, 7 * PART + 12_345})
    void theBytesComeInOrderWhateverTheirNumber(int size) throws IOException {
        byte[] content = store(size);

        assertThat(Arrays.equals(read(), content)).isTrue();
    }

    @Test
    void severalPartsAreAskedForAtATime() throws IOException {
        store(6 * PART);
        // Nothing comes of the first before it is asked for again, while the next two wait.
        proxy.spoil(1, request -> request.get() && request.of(KEY), new Fault.Hang());

        try (InputStream in = repository.openQuickly(KEY)) {
            await().atMost(Duration.ofSeconds(10)).until(() -> gets() >= 3);
            assertThat(in.read()).isNotNegative();
        }
    }

    @Test
    void aPartThatBreaksIsTakenUpWhereItBroke() throws IOException {
        byte[] content = store(5 * PART);
        proxy.spoil(3, request -> request.get() && request.of(KEY), new Fault.Truncate(1_000_000));

        assertThat(Arrays.equals(read(), content)).isTrue();
    }

    @Test
    void aPartThatCanNotBeHadEndsItWithTheReason() throws IOException {
        store(5 * PART);
        proxy.spoil(request -> request.get() && request.of(KEY), new Fault.Status(403, "AccessDenied"));

        RepositoryFailure failure = catchThrowableOfType(RepositoryFailure.class, this::read);

        assertThat(failure.reason()).isEqualTo(Reason.FORBIDDEN);
        assertNothingRuns();
    }

    @Test
    void anotherObjectUnderTheSameKeyIsNotTakenForTheRest() throws IOException {
        store(7 * PART);

        assertThatThrownBy(() -> {
                    try (InputStream in = repository.openQuickly(KEY)) {
                        in.readNBytes(PART);
                        store(7 * PART);
                        in.readAllBytes();
                    }
                })
                .isInstanceOf(RepositoryFailure.class)
                .hasMessageContaining(KEY);
    }

    @Test
    void closingEarlyGivesUpWhatIsOnItsWay() throws IOException {
        store(7 * PART);

        try (InputStream in = repository.openQuickly(KEY)) {
            assertThat(in.readNBytes(10)).hasSize(10);
        }

        assertNothingRuns();
        assertThat(gets()).isLessThan(7);
    }

    private static void assertNothingRuns() {
        await().atMost(Duration.ofSeconds(10)).until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("download of " + KEY)));
    }

    private long gets() {
        return proxy.requests().stream()
                .filter(request -> request.get() && request.of(KEY))
                .count();
    }

    private byte[] store(int size) throws IOException {
        byte[] content = new byte[size];
        new Random(++stored).nextBytes(content);
        repository.replace(KEY, content);
        proxy.forget();
        return content;
    }

    private byte[] read() throws IOException {
        try (InputStream in = repository.openQuickly(KEY)) {
            return in.readAllBytes();
        }
    }
}
