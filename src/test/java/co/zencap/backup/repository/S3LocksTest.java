package co.zencap.backup.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import co.zencap.backup.demo.EmbeddedS3;
import co.zencap.backup.repository.ObjectLock.Mode;
import co.zencap.backup.repository.RepositoryFailure.Reason;
import co.zencap.backup.testing.Fault;
import co.zencap.backup.testing.FaultyS3;
import co.zencap.backup.testing.MovableClock;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

/**
 * Locked storage. S3Mock keeps locks that are set by a request of their own, ignores those in the headers of an upload, and
 * does not show them in HEAD; what AWS does there is answered by the proxy. S3Proxy knows no locks.
 */
class S3LocksTest {
    private static final String KEY = "shop/b1/manifest.json";
    private static final byte[] CONTENT = "content".getBytes(UTF_8);
    private static final Optional<ObjectLock> FIVE_DAYS = Optional.of(new ObjectLock(Mode.GOVERNANCE, 5));

    private final S3TestSettings server = S3TestSettings.onS3Mock();

    private final MovableClock clock =
            new MovableClock(Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS));
    private FaultyS3 proxy;
    private String bucket;
    private S3Client direct;
    private S3Connection connection;
    private S3Repository repository;

    @BeforeEach
    void connect() throws IOException {
        proxy = FaultyS3.before(server.endpoint());
        bucket = "locked-" + UUID.randomUUID();
        direct = S3Clients.open(server.prefix(""), S3Capabilities.WriteMode.PLAIN);
        direct.createBucket(request -> request.bucket(bucket).objectLockEnabledForBucket(true));
        direct.putBucketVersioning(
                request -> request.bucket(bucket).versioningConfiguration(versions -> versions.status("Enabled")));
        repository = repository(bucket, FIVE_DAYS);
    }

    @AfterEach
    void disconnect() throws IOException {
        connection.close();
        direct.close();
        proxy.close();
    }

    @Test
    void whatIsStoredIsLocked() throws IOException {
        repository.putIfAbsent(KEY, CONTENT);
        repository.replace("shop/b1/key.json", CONTENT);

        assertThat(repository.lockedUntil(KEY)).contains(clock.instant().plus(Duration.ofDays(5)));
        assertThat(repository.lockedUntil("shop/b1/key.json"))
                .contains(clock.instant().plus(Duration.ofDays(5)));
        assertThat(proxy.requests())
                .filteredOn(request -> request.puts("/b1/manifest.json") && !request.locks())
                .allMatch(request ->
                        request.has("x-amz-object-lock-mode") && request.has("x-amz-object-lock-retain-until-date"))
                .isNotEmpty();
    }

    @Test
    void aReplacedKeyIsANewVersionAndTheOldOneStaysLocked() throws IOException {
        repository.replace(KEY, CONTENT);
        repository.replace(KEY, "other".getBytes(UTF_8));

        assertThat(direct.listObjectVersions(request -> request.bucket(bucket).prefix("p/shop"))
                        .versions())
                .hasSize(2);
    }

    @Test
    void aNewBackupThatNeedsAnOldObjectKeepsItLonger() throws IOException {
        repository.putIfAbsent(KEY, CONTENT);
        clock.advance(Duration.ofDays(3));

        repository.ensureLocked(KEY);

        assertThat(repository.lockedUntil(KEY)).contains(clock.instant().plus(Duration.ofDays(5)));
    }

    @Test
    void aLockIsNeverMadeShorter() throws IOException {
        repository.putIfAbsent(KEY, CONTENT);
        Optional<Instant> before = repository.lockedUntil(KEY);
        connection.close();

        repository = repository(bucket, Optional.of(new ObjectLock(Mode.GOVERNANCE, 1)));
        repository.ensureLocked(KEY);

        assertThat(repository.lockedUntil(KEY)).isEqualTo(before);
    }

    @Test
    void whatHeadSaysIsEnough() throws IOException {
        repository.putIfAbsent(KEY, CONTENT);
        Instant end = clock.instant().plus(Duration.ofDays(77));
        proxy.spoil(
                request -> request.method().equals("HEAD"),
                new Fault.Header("x-amz-object-lock-retain-until-date", end.toString()));
        int asked = proxy.requests().size();

        assertThat(repository.lockedUntil(KEY)).contains(end);
        repository.ensureLocked(KEY);

        assertThat(proxy.requests()).hasSize(asked + 2);
    }

    @Test
    void whatIsLockedIsNotErasedAndNoVersionOfItIsTouched() throws IOException {
        repository.replace(KEY, CONTENT);
        repository.replace(KEY, "other".getBytes(UTF_8));

        assertThatThrownBy(() -> repository.erase(KEY))
                .isInstanceOf(RepositoryFailure.class)
                .hasMessageContaining("Object Lock keeps version ")
                .hasMessageContaining(" of it until 20")
                .hasMessageContaining("HINT:");

        assertThat(versions()).hasSize(2);
        assertThat(repository.open(KEY)).hasContent("other");
    }

    @Test
    void whatIsErasedIsGoneWithAllItsVersions() throws IOException {
        connection.close();
        repository = repository(bucket, Optional.empty());
        repository.replace(KEY, CONTENT);
        repository.replace(KEY, "other".getBytes(UTF_8));
        repository.delete(KEY);
        repository.replace(KEY, "again".getBytes(UTF_8));
        repository.replace(KEY + "2", CONTENT);

        repository.erase(KEY);

        assertThat(versions()).extracting(version -> version.key()).containsExactly("p/" + KEY + "2");
        assertThatThrownBy(() -> repository.open(KEY)).isInstanceOf(NoSuchFileException.class);
        repository.erase(KEY);
    }

    @Test
    void whoMayNotSeeVersionsIsToldThatSomeMayBeLeft() throws IOException {
        connection.close();
        repository = repository(bucket, Optional.empty());
        repository.replace(KEY, CONTENT);
        proxy.spoil(request -> request.target().contains("versions"), new Fault.Status(403, "AccessDenied"));

        assertThatThrownBy(() -> repository.erase(KEY))
                .isInstanceOf(RepositoryFailure.class)
                .hasMessageContaining("these credentials may not list its versions")
                .hasMessageContaining("s3:ListBucketVersions");

        assertThat(repository.open(KEY)).hasBinaryContent(CONTENT);
    }

    private List<ObjectVersion> versions() {
        return direct.listObjectVersions(request -> request.bucket(bucket).prefix("p/shop"))
                .versions();
    }

    @Test
    void deletingALockedObjectHidesIt() throws IOException {
        repository.putIfAbsent(KEY, CONTENT);

        repository.delete(KEY);

        assertThatThrownBy(() -> repository.open(KEY)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> repository.lockedUntil(KEY)).isInstanceOf(NoSuchFileException.class);
        assertThat(direct.listObjectVersions(request -> request.bucket(bucket).prefix("p/shop"))
                        .versions())
                .hasSize(1);
    }

    @Test
    void probeObjectsThatTheBucketLocksAreHidden() throws IOException {
        proxy.spoil(
                request -> request.method().equals("DELETE") && request.target().contains("versionId="),
                new Fault.Status(403, "AccessDenied"));

        S3Capabilities can = new S3Probe(server.at(proxy.endpoint()).in(bucket).prefix("p", FIVE_DAYS)).run();

        assertThat(can.has(S3Capabilities.Question.DELETE)).isTrue();
        // S3Mock goes on listing what a marker hides.
        assertThat(direct.listObjectVersions(request -> request.bucket(bucket)).deleteMarkers())
                .hasSize(4);
    }

    @Test
    void aBucketWithoutLocksTakesNothingUntilItHasThem() throws IOException {
        String open = "open-" + UUID.randomUUID();
        direct.createBucket(request -> request.bucket(open));
        connection.close();
        repository = repository(open, FIVE_DAYS);

        assertThatThrownBy(() -> repository.putIfAbsent(KEY, CONTENT))
                .isInstanceOfSatisfying(
                        RepositoryFailure.class, e -> assertThat(e.reason()).isEqualTo(Reason.REFUSED))
                .hasMessageContaining("BACKUP_S3_OBJECT_LOCK_DAYS")
                .hasMessageContaining("HINT: ./zencap s3 setup");
        assertThatThrownBy(() -> repository.replace(KEY, CONTENT)).isInstanceOf(RepositoryFailure.class);
        assertThat(direct.listObjectsV2(request -> request.bucket(open)).contents())
                .isEmpty();

        direct.putBucketVersioning(
                request -> request.bucket(open).versioningConfiguration(versions -> versions.status("Enabled")));
        direct.putObjectLockConfiguration(
                request -> request.bucket(open).objectLockConfiguration(lock -> lock.objectLockEnabled("Enabled")));

        assertThat(repository.putIfAbsent(KEY, CONTENT)).isTrue();
    }

    @Test
    void aServerThatOnlyPretendsToLockIsFoundOut() {
        proxy.spoil(FaultyS3.Request::locks, new Fault.Swallow());

        assertThatThrownBy(() -> repository.putIfAbsent(KEY, CONTENT))
                .isInstanceOf(RepositoryFailure.class)
                .hasMessageContaining("does not say that it is locked")
                .hasMessageContaining("HINT: ");
    }

    @Test
    void withoutTheSettingNothingIsLocked() throws IOException {
        connection.close();
        repository = repository(bucket, Optional.empty());

        repository.putIfAbsent(KEY, CONTENT);
        repository.ensureLocked(KEY);

        assertThat(repository.lockedUntil(KEY)).isEmpty();
        assertThat(proxy.requests()).noneMatch(request -> request.locks() || request.has("x-amz-object-lock-mode"));
    }

    /** S3Proxy takes the request that locks for new content of the object: so it must never be sent there. */
    @Test
    void aServerThatKnowsNoLocksIsNeverAskedToLock(@TempDir Path folder) throws IOException {
        try (EmbeddedS3 embedded = EmbeddedS3.start(folder, 0, "backups");
                FaultyS3 before = FaultyS3.before(embedded.endpoint());
                S3Connection other = new S3Connection(
                        S3TestSettings.of(embedded).at(before.endpoint()).prefix("p", FIVE_DAYS), Clock.systemUTC())) {
            var refused = new S3Repository(other);

            assertThatThrownBy(() -> refused.putIfAbsent(KEY, CONTENT)).hasMessageContaining("no Object Lock");
            assertThatThrownBy(() -> refused.lockedUntil(KEY)).isInstanceOf(NoSuchFileException.class);
            assertThat(before.requests()).noneMatch(FaultyS3.Request::locks);
        }
    }

    @Test
    void aLockHasALeastLength() {
        assertThatThrownBy(() -> new ObjectLock(Mode.COMPLIANCE, 0)).hasMessageContaining("1 day");
        assertThat(new ObjectLock(Mode.COMPLIANCE, 1).words()).isEqualTo("1 day, compliance");
        assertThat(new ObjectLock(Mode.GOVERNANCE, 2).until(clock.instant()))
                .isCloseTo(clock.instant().plus(Duration.ofHours(48)), within(1, ChronoUnit.SECONDS));
    }

    private S3Repository repository(String in, Optional<ObjectLock> lock) {
        connection = new S3Connection(server.at(proxy.endpoint()).in(in).prefix("p", lock), clock);
        return new S3Repository(connection);
    }
}
