package co.zencap.backup.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.repository.RepositoryFailure.Reason;
import co.zencap.backup.repository.S3Retrieval.Order;
import co.zencap.backup.repository.S3Retrieval.Terms;
import co.zencap.backup.repository.S3Retrieval.Tier;
import co.zencap.backup.testing.Fault;
import co.zencap.backup.testing.FaultyS3;
import co.zencap.backup.testing.MovableClock;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Archived objects. Neither S3Proxy nor S3Mock archives anything or knows RestoreObject: S3Proxy answers 501, S3Mock 400.
 * So the proxy answers for the server as AWS does: 403 InvalidObjectState to GET, x-amz-restore in HEAD, 202 to RestoreObject.
 */
class S3RetrievalTest {
    private static final String KEY = "shop/b1/database.dump.zst.enc";
    private static final byte[] CONTENT = "content".getBytes(UTF_8);
    private static final String UNDER_WAY = "ongoing-request=\"true\"";
    private static final String BACK = "ongoing-request=\"false\", expiry-date=\"Fri, 27 Nov 2026 00:00:00 GMT\"";

    private final S3TestSettings server = S3TestSettings.onEmbeddedS3();

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-24T12:00:00Z"));
    private final List<Order> orders = new ArrayList<>();
    private final List<Long> progress = new ArrayList<>();
    private FaultyS3 proxy;
    private S3Connection connection;
    private S3Repository repository;

    @BeforeEach
    void store() throws IOException {
        proxy = FaultyS3.before(server.endpoint());
        connection =
                new S3Connection(server.at(proxy.endpoint()).prefix("archive/" + UUID.randomUUID()), Clock.systemUTC());
        repository = new S3Repository(connection);
        repository.replace(KEY, CONTENT);
    }

    @AfterEach
    void disconnect() throws IOException {
        connection.close();
        proxy.close();
    }

    @Test
    void openingWhatIsArchivedSaysSo() {
        proxy.spoil(request -> request.get() && request.of(KEY), new Fault.Status(403, "InvalidObjectState"));

        assertThatThrownBy(() -> repository.open(KEY))
                .isInstanceOfSatisfying(RepositoryFailure.class, e -> {
                    assertThat(e.reason()).isEqualTo(Reason.ARCHIVED);
                    assertThat(e.away()).isTrue();
                    assertThat(e.temporary()).isFalse();
                })
                .hasMessageContaining("archive tier")
                .hasMessageContaining("HINT: ");
    }

    @Test
    void whatCanBeReadIsNotAskedFor() throws IOException {
        assertThat(bring(Tier.STANDARD, time -> {})).isFalse();

        assertThat(orders).isEmpty();
        assertThat(proxy.requests()).noneMatch(FaultyS3.Request::restores);
    }

    @Test
    void itIsAskedForAndWaitedFor() throws IOException {
        var pauses = new AtomicInteger();
        archived("GLACIER");
        proxy.spoil(FaultyS3.Request::restores, new Fault.Status(202, ""));

        boolean brought = bring(Tier.STANDARD, time -> {
            clock.advance(time);
            if (pauses.incrementAndGet() == 3) {
                proxy.heal();
                state("GLACIER", BACK);
            }
        });

        assertThat(brought).isTrue();
        assertThat(pauses).hasValue(3);
        assertThat(orders).containsExactly(new Order(1, CONTENT.length, "GLACIER", Tier.STANDARD));
        assertThat(orders.get(0).expected()).isEqualTo("3 to 5 hours");
        assertThat(progress).containsExactly(0L, 0L, (long) CONTENT.length);
        assertThat(proxy.requests()).filteredOn(FaultyS3.Request::restores).hasSize(1);
        try (InputStream in = repository.open(KEY)) {
            assertThat(in.readAllBytes()).isEqualTo(CONTENT);
        }
    }

    @Test
    void askingForWhatIsUnderWayAlreadyDoesNoHarm() throws IOException {
        archived("GLACIER");
        proxy.spoil(FaultyS3.Request::restores, new Fault.Status(409, "RestoreAlreadyInProgress"));

        assertThat(bring(Tier.BULK, time -> {
                    proxy.heal();
                    state("GLACIER", BACK);
                }))
                .isTrue();
        assertThat(orders.get(0).expected()).isEqualTo("5 to 12 hours");
    }

    @Test
    void afterARestartItIsWaitedForWithoutAskingAgain() throws IOException {
        state("DEEP_ARCHIVE", UNDER_WAY);

        assertThat(bring(Tier.STANDARD, time -> {
                    proxy.heal();
                    state("DEEP_ARCHIVE", BACK);
                }))
                .isTrue();
        assertThat(proxy.requests()).noneMatch(FaultyS3.Request::restores);
    }

    @Test
    void ofVeryManyOnlySomeAreLookedAtEachTime() throws IOException {
        List<String> keys = IntStream.range(0, 60).mapToObj(i -> KEY + i).toList();
        for (String key : keys) {
            repository.replace(key, CONTENT);
        }
        state("GLACIER", UNDER_WAY);
        var pauses = new AtomicInteger();

        new S3Retrieval(repository, new Terms(Tier.STANDARD, 3, Duration.ofHours(50)), clock, time -> {
                    if (pauses.incrementAndGet() == 1) {
                        proxy.forget();
                    }
                    if (pauses.get() == 4) {
                        assertThat(proxy.requests()).as("of three looks").hasSize(3 * 20);
                        proxy.heal();
                        state("GLACIER", BACK);
                    }
                })
                .bring(keys, orders::add, progress::add);

        assertThat(pauses).hasValue(4);
        assertThat(progress).endsWith(60L * CONTENT.length);
    }

    @Test
    void whatTakesTooLongIsAnErrorThatSaysWhatToDo() {
        archived("DEEP_ARCHIVE");
        proxy.spoil(FaultyS3.Request::restores, new Fault.Status(202, ""));

        assertThatThrownBy(() -> bring(Tier.BULK, time -> clock.advance(Duration.ofHours(7))))
                .isInstanceOfSatisfying(
                        RepositoryFailure.class, e -> assertThat(e.reason()).isEqualTo(Reason.ARCHIVED))
                .hasMessageContaining("within 50 hours")
                .hasMessageContaining("up to 48 hours")
                .hasMessageContaining("BACKUP_S3_RESTORE_MAX_HOURS");
    }

    @Test
    void aRefusalEndsIt() {
        archived("GLACIER");
        proxy.spoil(FaultyS3.Request::restores, new Fault.Status(403, "AccessDenied"));

        assertThatThrownBy(() -> bring(Tier.STANDARD, time -> {}))
                .isInstanceOfSatisfying(
                        RepositoryFailure.class, e -> assertThat(e.reason()).isEqualTo(Reason.FORBIDDEN));
    }

    @Test
    void anInterruptionEndsTheWait() {
        archived("GLACIER");
        proxy.spoil(FaultyS3.Request::restores, new Fault.Status(202, ""));

        assertThatThrownBy(() -> bring(Tier.STANDARD, time -> {
                    throw new InterruptedException();
                }))
                .isInstanceOf(InterruptedIOException.class)
                .hasMessageContaining("HINT: start it again");
        assertThat(Thread.interrupted()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "GLACIER, EXPEDITED, EXPEDITED, 1 to 5 minutes",
        "DEEP_ARCHIVE, EXPEDITED, STANDARD, up to 12 hours",
        "DEEP_ARCHIVE, BULK, BULK, up to 48 hours"
    })
    void eachTierHasItsTime(String storageClass, Tier wanted, Tier used, String expected) throws IOException {
        archived(storageClass);
        proxy.spoil(FaultyS3.Request::restores, new Fault.Status(202, ""));

        bring(wanted, time -> {
            proxy.heal();
            state(storageClass, BACK);
        });

        assertThat(orders).singleElement().satisfies(order -> {
            assertThat(order.tier()).isEqualTo(used);
            assertThat(order.expected()).isEqualTo(expected);
        });
    }

    private boolean bring(Tier tier, S3Retrieval.Pause pause) throws IOException {
        var terms = new Terms(tier, 3, Duration.ofHours(50));
        return new S3Retrieval(repository, terms, clock, pause).bring(List.of(KEY), orders::add, progress::add);
    }

    private void archived(String storageClass) {
        proxy.spoil(request -> request.method().equals("HEAD"), new Fault.Header("x-amz-storage-class", storageClass));
    }

    private void state(String storageClass, String restore) {
        proxy.spoil(
                request -> request.method().equals("HEAD"),
                new Fault.Header("x-amz-storage-class", storageClass + "\r\nx-amz-restore: " + restore));
    }
}
