package co.zencap.backup.repository.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import co.zencap.backup.repository.ArtifactUpload;
import co.zencap.backup.repository.RepositoryFailure;
import co.zencap.backup.repository.RepositoryFailure.Reason;
import co.zencap.backup.repository.S3Connection;
import co.zencap.backup.repository.S3Repository;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.repository.S3Uploads;
import co.zencap.backup.repository.UploadedArtifact;
import co.zencap.backup.testing.Fault;
import co.zencap.backup.testing.FaultyS3;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** The real route, over a server that is whole or spoilt: an artifact arrives and is confirmed, or nothing of it is left. */
abstract class UploadRouteContract {

    private static final String KEY = "shop/b1/database.dump.zst.enc";
    private static final int SMALL = 70_000;
    private static final int THREE_PARTS = 12 << 20;

    @TempDir
    Path folder;

    private FaultyS3 proxy;
    private String prefix;
    private S3Connection connection;
    private S3Connection direct;
    private S3Uploads uploads;
    private DefaultCamelContext camel;
    private ProducerTemplate template;

    protected abstract S3TestSettings server();

    protected abstract UploadedArtifact.Confirmation confirmation();

    @BeforeEach
    void start() throws Exception {
        proxy = FaultyS3.before(server().endpoint());
        prefix = "route/" + UUID.randomUUID();
        connection = new S3Connection(server().at(proxy.endpoint()).prefix(prefix), Clock.systemUTC());
        direct = new S3Connection(server().prefix(prefix), Clock.systemUTC());
        uploads = new S3Uploads(new S3Repository(connection), Clock.systemUTC());
        camel = new DefaultCamelContext();
        UploadSteps.bind(
                camel.getRegistry(), uploads, uploads.repository().connection().settings()::chunkSize);
        PluginHelper.getRoutesLoader(camel)
                .loadRoutes(PluginHelper.getResourceLoader(camel).resolveResource("file:routes/upload.camel.yaml"));
        camel.start();
        template = camel.createProducerTemplate();
    }

    @AfterEach
    void stop() throws Exception {
        camel.close();
        connection.close();
        direct.close();
        proxy.close();
    }

    @Test
    void aSmallArtifactIsSentInOneRequest() throws Exception {
        ArtifactUpload upload = artifact(SMALL);

        assertUploaded(upload, send(upload));

        assertThat(proxy.requests()).noneMatch(request -> request.part() && request.of(KEY));
    }

    @Test
    void anEmptyArtifactIsAnArtifact() throws Exception {
        ArtifactUpload upload = artifact(0);

        assertUploaded(upload, send(upload));
    }

    @Test
    void aLargeArtifactIsSentInParts() throws Exception {
        ArtifactUpload upload = artifact(THREE_PARTS);

        assertUploaded(upload, send(upload));

        assertThat(proxy.requests())
                .filteredOn(request -> request.part() && request.of(KEY))
                .hasSize(3);
    }

    @Test
    void anArtifactOfExactlyTwoPartsHasNoEmptyThird() throws Exception {
        ArtifactUpload upload = artifact(10 << 20);

        assertUploaded(upload, send(upload));

        assertThat(proxy.requests())
                .filteredOn(request -> request.part() && request.of(KEY))
                .hasSize(2);
    }

    @Test
    void aPartThatFailsIsSentAgain() throws Exception {
        ArtifactUpload upload = artifact(THREE_PARTS);
        proxy.spoil(2, request -> request.part(2) && request.of(KEY), new Fault.Status(503, "SlowDown"))
                .spoil(1, request -> request.part(3) && request.of(KEY), new Fault.LoseAnswer());

        assertUploaded(upload, send(upload));
    }

    @Test
    void aServerThatHangsInAPartIsGivenUpAndThePartSentAgain() throws Exception {
        ArtifactUpload upload = artifact(THREE_PARTS);
        proxy.spoil(1, request -> request.part(2) && request.of(KEY), new Fault.Hang());

        assertUploaded(upload, send(upload));
    }

    @Test
    void aPartThatKeepsFailingEndsTheUploadAndLeavesNothing() throws Exception {
        proxy.spoil(request -> request.part(2) && request.of(KEY), new Fault.Status(503, "SlowDown"));

        assertThat(failure(artifact(THREE_PARTS)).reason()).isEqualTo(Reason.BUSY);

        assertNothingLeft();
    }

    @Test
    void aConnectionThatIsResetInEveryPartLeavesNothing() throws Exception {
        proxy.spoil(request -> request.part(3) && request.of(KEY), new Fault.Reset());

        assertThat(failure(artifact(THREE_PARTS)).reason()).isEqualTo(Reason.UNREACHABLE);

        assertNothingLeft();
    }

    @Test
    void whatTheComponentFailsToAbortIsAbortedAfterIt() throws Exception {
        proxy.spoil(request -> request.part(2) && request.of(KEY), new Fault.Status(403, "AccessDenied"))
                .spoil(3, request -> request.abortsUpload() && request.of(KEY), new Fault.Status(503, "SlowDown"));

        failure(artifact(THREE_PARTS));

        assertNothingLeft();
    }

    @Test
    void anUploadThatCannotBeCompletedLeavesNothing() throws Exception {
        proxy.spoil(request -> request.completesUpload(), new Fault.Status(403, "AccessDenied"));

        assertThat(failure(artifact(THREE_PARTS)).reason()).isEqualTo(Reason.FORBIDDEN);

        assertNothingLeft();
    }

    @Test
    void anUploadThatIsBegunTwiceEndsWholeOrLeavesNothing() throws Exception {
        proxy.spoil(1, request -> request.createsUpload() && request.of(KEY), new Fault.LoseAnswer());

        assertWholeOrNothing(artifact(THREE_PARTS));
    }

    @Test
    void aCompletionWhoseAnswerIsLostIsNoFailure() throws Exception {
        ArtifactUpload upload = artifact(THREE_PARTS);
        proxy.spoil(1, request -> request.completesUpload() && request.of(KEY), new Fault.LoseAnswer());

        assertUploaded(upload, send(upload));
    }

    @Test
    void aPartThatIsAcknowledgedAndNotStoredIsFoundOut() throws Exception {
        proxy.spoil(1, request -> request.part(2) && request.of(KEY), new Fault.Swallow());

        failure(artifact(THREE_PARTS));

        assertNothingLeft();
    }

    @Test
    void anArtifactThatIsAcknowledgedAndNotStoredIsFoundOut() throws Exception {
        proxy.spoil(1, request -> request.puts(KEY), new Fault.Swallow());

        assertThat(failure(artifact(SMALL)).reason()).isEqualTo(Reason.DAMAGED);

        assertNothingLeft();
    }

    @Test
    void aForbiddenBucketIsToldAndLeavesNothing() throws Exception {
        connection.client();
        proxy.spoil(request -> request.puts(KEY), new Fault.Status(403, "AccessDenied"));

        assertThat(failure(artifact(SMALL)))
                .hasMessageContaining(KEY)
                .extracting("reason")
                .isEqualTo(Reason.FORBIDDEN);

        assertNothingLeft();
    }

    @Test
    void aFileThatIsNotWhatTheBackupWroteIsNotKept() throws Exception {
        ArtifactUpload upload = artifact(THREE_PARTS);
        Files.write(upload.file(), new byte[THREE_PARTS]);

        assertThat(failure(upload))
                .hasMessageContaining("SHA-256")
                .extracting("reason")
                .isEqualTo(Reason.DAMAGED);

        assertNothingLeft();
    }

    @Test
    void aFileThatIsShorterThanItWasIsNotKept() throws Exception {
        ArtifactUpload upload = artifact(THREE_PARTS);
        Files.write(upload.file(), new byte[6 << 20]);

        assertThat(failure(upload))
                .hasMessageContaining("its size or SHA-256 has changed")
                .extracting("reason")
                .isEqualTo(Reason.DAMAGED);

        // A server may take in the rest of a part after it has aborted the upload: that is what the sweep is
        // for. An hour later, as S3Proxy calls every unfinished upload begun just now; and asked what can be
        // aborted, as it goes on listing one that it says it does not have.
        S3Uploads later = new S3Uploads(new S3Repository(direct), Clock.offset(Clock.systemUTC(), Duration.ofHours(1)));
        await().untilAsserted(() -> assertThat(later.sweep(Duration.ZERO)).isZero());
        assertNoObjectLeft();
    }

    @Test
    void aFileThatIsMissingTouchesNothing() throws Exception {
        ArtifactUpload upload = artifact(SMALL);
        Files.delete(upload.file());

        assertThatThrownBy(() -> send(upload)).hasCauseInstanceOf(NoSuchFileException.class);
    }

    @Test
    void anInterruptedUploadLeavesNothing() throws Exception {
        connection.client();
        ArtifactUpload upload = artifact(THREE_PARTS);
        Thread uploader = Thread.currentThread();
        proxy.spoil(
                request -> {
                    if (request.part(2) && request.of(KEY)) {
                        uploader.interrupt();
                    }
                    return false;
                },
                new Fault.Reset());

        assertThatThrownBy(() -> send(upload))
                .satisfiesAnyOf(
                        e -> assertThat(e).hasRootCauseInstanceOf(InterruptedException.class),
                        e -> assertThat(e.getCause()).isInstanceOf(InterruptedIOException.class));

        assertThat(Thread.interrupted()).isTrue();
        assertNothingLeft();
    }

    @Test
    void theRouteStartsWithoutTheBucket() {
        assertThat(camel.getStatus().isStarted()).isTrue();
        assertThat(proxy.requests()).isEmpty();
    }

    @Test
    void aBucketThatIsAwayIsToldAndUsedWhenItIsBack() throws Exception {
        ArtifactUpload upload = artifact(SMALL);
        proxy.spoil(request -> true, new Fault.Reset());
        RepositoryFailure failure = failure(upload);
        assertThat(failure.temporary()).isTrue();

        proxy.heal();

        assertUploaded(upload, send(upload));
    }

    @Test
    void headersFromOutsideDoNotRedirectAnUpload() throws Exception {
        ArtifactUpload upload = artifact(SMALL);

        template.requestBodyAndHeaders(
                "direct:upload-artifact",
                upload,
                java.util.Map.of(
                        "CamelAwsS3OverrideBucketName", "elsewhere",
                        "CamelAwsS3Operation", "deleteBucket",
                        "CamelAwsS3Key", "other"));

        assertThat(stored()).isEqualTo(Files.readAllBytes(upload.file()));
    }

    @Test
    void theFileIsClosedHoweverItEnds() throws Exception {
        ArtifactUpload upload = artifact(THREE_PARTS);
        send(upload);
        proxy.spoil(request -> request.createsUpload(), new Fault.Status(403, "AccessDenied"));
        failure(upload);

        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            assertThat(open.filter(link -> pointsTo(link, upload.file()))).isEmpty();
        }
    }

    /** Of a process that was killed while it probed. */
    @Test
    void whatAProbeLeftIsSweptOnceItIsOld() throws Exception {
        S3Client client = direct.client();
        String bucket = server().bucket();
        String left = prefix + "/.zencap-probe/killed/x";
        client.putObject(request -> request.bucket(bucket).key(left), RequestBody.fromString("x"));

        uploads.sweep(Duration.ofHours(1));
        client.headObject(request -> request.bucket(bucket).key(left));

        new S3Uploads(uploads.repository(), Clock.offset(Clock.systemUTC(), Duration.ofHours(2)))
                .sweep(Duration.ofHours(1));
        assertThatThrownBy(() ->
                        client.headObject(request -> request.bucket(bucket).key(left)))
                .isInstanceOf(NoSuchKeyException.class);
    }

    @Test
    void unfinishedUploadsAreSweptUnderThePrefixOnly() throws Exception {
        S3Client client = direct.client();
        String bucket = server().bucket();
        client.createMultipartUpload(request -> request.bucket(bucket).key(prefix + "/shop/b0/x"));
        String foreign = client.createMultipartUpload(
                        request -> request.bucket(bucket).key(prefix + "-other/x"))
                .uploadId();

        assertThat(uploads.sweep(Duration.ofHours(1))).isZero();
        assertThat(unfinished(prefix + "/")).hasSize(1);

        assertThat(new S3Uploads(uploads.repository(), Clock.offset(Clock.systemUTC(), Duration.ofHours(2)))
                        .sweep(Duration.ofHours(1)))
                .isEqualTo(1);
        assertThat(unfinished(prefix + "/")).isEmpty();
        assertThat(unfinished(prefix + "-other/")).hasSize(1);
        client.abortMultipartUpload(
                request -> request.bucket(bucket).key(prefix + "-other/x").uploadId(foreign));
    }

    private UploadedArtifact send(ArtifactUpload upload) {
        return template.requestBody("direct:upload-artifact", upload, UploadedArtifact.class);
    }

    private RepositoryFailure failure(ArtifactUpload upload) {
        try {
            throw new AssertionError("No failure, but " + send(upload));
        } catch (CamelExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(RepositoryFailure.class).hasMessageContaining("HINT: ");
            return (RepositoryFailure) e.getCause();
        }
    }

    private void assertUploaded(ArtifactUpload upload, UploadedArtifact result) throws Exception {
        assertThat(result).isEqualTo(new UploadedArtifact(KEY, upload.size(), upload.sha256(), confirmation()));
        assertThat(stored()).isEqualTo(Files.readAllBytes(upload.file()));
        assertThat(unfinished(prefix)).isEmpty();
    }

    private void assertWholeOrNothing(ArtifactUpload upload) throws Exception {
        try {
            assertUploaded(upload, send(upload));
        } catch (CamelExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(RepositoryFailure.class).hasMessageContaining("HINT: ");
            assertNothingLeft();
        }
    }

    private void assertNothingLeft() throws IOException {
        assertThat(unfinished(prefix)).isEmpty();
        assertNoObjectLeft();
    }

    private void assertNoObjectLeft() throws IOException {
        try (var objects = new S3Repository(direct).list("")) {
            assertThat(objects).isEmpty();
        }
    }

    private byte[] stored() throws IOException {
        try (InputStream in = new S3Repository(direct).open(KEY)) {
            return in.readAllBytes();
        }
    }

    private List<MultipartUpload> unfinished(String under) throws IOException {
        return direct.client()
                .listMultipartUploads(
                        request -> request.bucket(server().bucket()).prefix(under))
                .uploads();
    }

    private ArtifactUpload artifact(int size) throws Exception {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        Path file = Files.write(folder.resolve("artifact"), content);
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        return new ArtifactUpload(file, KEY, size, sha256);
    }

    private static boolean pointsTo(Path link, Path file) {
        try {
            return Files.readSymbolicLink(link).equals(file.toRealPath());
        } catch (IOException e) {
            // Closed between listing and looking: not open.
            return false;
        }
    }
}
