package co.zencap.backup.repository.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.demo.EmbeddedS3;
import co.zencap.backup.repository.ArtifactUpload;
import co.zencap.backup.repository.ObjectLock;
import co.zencap.backup.repository.ObjectLock.Mode;
import co.zencap.backup.repository.S3Administration;
import co.zencap.backup.repository.S3Connection;
import co.zencap.backup.repository.S3Repository;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.repository.S3Uploads;
import co.zencap.backup.repository.UploadedArtifact;
import co.zencap.backup.testing.Fault;
import co.zencap.backup.testing.FaultyS3;
import co.zencap.backup.testing.MovableClock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real route, where artifacts have to be locked: on S3Mock, which keeps locks, and on S3Proxy, which does not. */
class LockedUploadTest {
    private static final String KEY = "shop/b1/database.dump.zst.enc";
    private static final int SMALL = 70_000;
    private static final int THREE_PARTS = 12 << 20;
    private static final ObjectLock LOCK = new ObjectLock(Mode.GOVERNANCE, 9);

    @TempDir
    Path folder;

    private final MovableClock clock =
            new MovableClock(Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS));
    private FaultyS3 proxy;
    private S3Connection connection;
    private DefaultCamelContext camel;

    @AfterEach
    void stop() throws Exception {
        camel.close();
        connection.close();
        proxy.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {SMALL, THREE_PARTS})
    void anArtifactIsLockedFromItsFirstMoment(int size) throws Exception {
        S3Repository repository = begin(locked());

        assertThat(send(size).size()).isEqualTo(size);

        assertThat(repository.lockedUntil(KEY)).contains(clock.instant().plus(Duration.ofDays(9)));
        Predicate<FaultyS3.Request> begins = size == SMALL
                ? request -> request.puts(KEY) && !request.locks()
                : request -> request.createsUpload() && request.of(KEY);
        assertThat(proxy.requests())
                .filteredOn(begins)
                .hasSize(1)
                .allMatch(request ->
                        request.has("x-amz-object-lock-mode") && request.has("x-amz-object-lock-retain-until-date"));
    }

    @Test
    void anArtifactThatCanNotBeLockedIsAFailureAndIsNotLeft() throws Exception {
        S3Repository repository = begin(locked());
        proxy.spoil(FaultyS3.Request::locks, new Fault.Status(403, "AccessDenied"));

        assertThatThrownBy(() -> send(SMALL))
                .isInstanceOf(CamelExecutionException.class)
                .cause()
                .hasMessageContaining("Cannot lock")
                .hasMessageContaining("HINT: ");
        assertThatThrownBy(() -> repository.size(KEY)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void nothingIsSentToABucketWithoutLocks() throws Exception {
        try (EmbeddedS3 server = EmbeddedS3.start(folder.resolve("s3"), 0, "backups")) {
            begin(S3TestSettings.of(server));

            assertThatThrownBy(() -> send(THREE_PARTS))
                    .cause()
                    .hasMessageContaining("no Object Lock")
                    .hasMessageContaining("HINT: ");
            assertThat(proxy.requests()).noneMatch(request -> request.of(KEY));
        }
    }

    private static S3TestSettings locked() {
        S3TestSettings settings = S3TestSettings.onS3Mock().in("locked-" + UUID.randomUUID());
        try (var administration = new S3Administration(settings.prefix(""))) {
            administration.client().createBucket(request -> request.bucket(settings.bucket())
                    .objectLockEnabledForBucket(true));
            administration.client().putBucketVersioning(request -> request.bucket(settings.bucket())
                    .versioningConfiguration(versions -> versions.status("Enabled")));
        }
        return settings;
    }

    private S3Repository begin(S3TestSettings server) throws Exception {
        proxy = FaultyS3.before(server.endpoint());
        connection = new S3Connection(server.at(proxy.endpoint()).prefix("p", Optional.of(LOCK)), clock);
        var uploads = new S3Uploads(new S3Repository(connection), clock);
        camel = new DefaultCamelContext();
        UploadSteps.bind(camel.getRegistry(), uploads, connection.settings()::chunkSize);
        PluginHelper.getRoutesLoader(camel)
                .loadRoutes(PluginHelper.getResourceLoader(camel).resolveResource("file:routes/upload.camel.yaml"));
        camel.start();
        return uploads.repository();
    }

    private UploadedArtifact send(int size) throws Exception {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        Path file = Files.write(folder.resolve("artifact"), content);
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        try (ProducerTemplate template = camel.createProducerTemplate()) {
            return template.requestBody(
                    "direct:upload-artifact", new ArtifactUpload(file, KEY, size, sha256), UploadedArtifact.class);
        }
    }
}
