package co.zencap.backup.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.demo.EmbeddedS3;
import co.zencap.backup.repository.RepositoryFailure.Reason;
import co.zencap.backup.repository.S3Capabilities.MultipartChecksum;
import co.zencap.backup.repository.S3Capabilities.Question;
import co.zencap.backup.repository.S3Capabilities.Support;
import co.zencap.backup.repository.S3Capabilities.WriteMode;
import co.zencap.backup.testing.Fault;
import co.zencap.backup.testing.FaultyS3;
import co.zencap.backup.testing.FaultyS3.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

/** What counts is what can be read back, and nothing stays behind, whatever a server does. */
class S3ProbeTest {
    @TempDir
    Path folder;

    private final S3TestSettings settings = S3TestSettings.onS3Mock();
    private FaultyS3 faults;

    @BeforeEach
    void start() throws IOException {
        faults = FaultyS3.before(settings.endpoint());
    }

    @AfterEach
    void stop() throws IOException {
        faults.close();
    }

    private S3Capabilities probe() throws IOException {
        return new S3Probe(settings.at(faults.endpoint()).prefix("p")).run();
    }

    private static Support support(S3Capabilities can, Question question) {
        return can.answers().get(question).support();
    }

    private static void assertEmpty(S3TestSettings settings) {
        try (S3Client direct = S3Clients.open(settings.prefix(""), WriteMode.PLAIN)) {
            assertThat(direct.listObjectsV2(request -> request.bucket(settings.bucket()))
                            .contents())
                    .isEmpty();
            assertThat(direct.listMultipartUploads(request -> request.bucket(settings.bucket()))
                            .uploads())
                    .isEmpty();
        }
    }

    @Test
    void aServerThatChecksIsSentChecksums() throws IOException {
        S3Capabilities can = probe();

        assertThat(can.writeMode()).isEqualTo(WriteMode.TRAILING_CHECKSUM);
        assertThat(can.multipartChecksum()).isEqualTo(MultipartChecksum.COMPOSITE);
        assertThat(can.answers().keySet()).containsExactly(Question.values());
        assertThat(can.has(Question.LIST_V2)).isTrue();
        assertThat(can.has(Question.TRAILING_CHECKSUMS)).isTrue();
        assertThat(can.has(Question.CONDITIONAL_WRITES)).isTrue();
        assertThat(can.has(Question.DELETE)).isTrue();
        assertEmpty(settings);
    }

    @Test
    void anotherServerHasItsOwnAnswersAndIsLeftAsClean() throws IOException {
        try (EmbeddedS3 other = EmbeddedS3.start(folder.resolve("other"), 0, "backups")) {
            S3Capabilities can = new S3Probe(S3TestSettings.of(other).prefix("p")).run();

            assertThat(can.writeMode()).isEqualTo(WriteMode.CHUNKED);
            assertThat(can.multipartChecksum()).isEqualTo(MultipartChecksum.NONE);
            assertThat(can.has(Question.LIST_V2)).isTrue();
            assertThat(can.has(Question.DELETE)).isTrue();
            assertThat(support(can, Question.TRAILING_CHECKSUMS)).isEqualTo(Support.UNSUPPORTED);
            assertThat(support(can, Question.CHECKSUM_ON_HEAD)).isEqualTo(Support.UNKNOWN);
            assertThat(support(can, Question.CONDITIONAL_WRITES)).isEqualTo(Support.UNSUPPORTED);
            assertThat(support(can, Question.VERSIONING)).isEqualTo(Support.UNSUPPORTED);
            assertEmpty(S3TestSettings.of(other));
        }
    }

    @Test
    void whatIsReadBackOtherwiseIsNoWayToWrite() throws IOException {
        faults.spoil(request -> request.get() && request.of("/trailing_checksum"), new Fault.Corrupt(7));

        S3Capabilities can = probe();

        assertThat(can.writeMode()).isEqualTo(WriteMode.CHUNKED);
        assertThat(support(can, Question.TRAILING_CHECKSUMS)).isEqualTo(Support.UNSUPPORTED);
        assertThat(can.multipartChecksum()).isEqualTo(MultipartChecksum.NONE);
        assertEmpty(settings);
    }

    @Test
    void aServerThatSpoilsEveryWriteIsRefused() {
        faults.spoil(
                request -> request.get() && request.target().matches(".*/(chunked|plain|trailing_checksum)([?].*)?"),
                new Fault.Corrupt(7));

        assertFailure(Reason.DAMAGED);
    }

    @Test
    void aWriteThatIsForbiddenIsToldAsThat() {
        faults.spoil(is("PUT"), accessDenied());

        assertFailure(Reason.FORBIDDEN);
    }

    @Test
    void aBucketThatIsMissingIsToldAsThat() {
        assertThatThrownBy(() -> new S3Probe(settings.in("nowhere").prefix("p")).run())
                .isInstanceOfSatisfying(RepositoryFailure.class, failure -> assertThat(failure.reason())
                        .isEqualTo(Reason.MISSING));
    }

    /** What was written before it failed goes as well. */
    @Test
    void aFailureOnTheWayLeavesNothing() {
        faults.spoil(request -> request.puts("/chunked"), new Fault.Status(503, "SlowDown"));

        assertFailure(Reason.BUSY);
        assertThat(faults.requests()).anyMatch(request -> request.puts("/trailing_checksum"));
    }

    @Test
    void aConditionThatIsIgnoredIsSeen() throws IOException {
        faults.spoil(request -> request.has("if-none-match"), new Fault.Swallow());

        S3Capabilities can = probe();

        assertThat(support(can, Question.CONDITIONAL_WRITES)).isEqualTo(Support.UNSUPPORTED);
        assertThat(can.answers().get(Question.CONDITIONAL_WRITES).detail()).contains("ignored");
    }

    @Test
    void aConditionThatIsForbiddenIsUnknown() throws IOException {
        faults.spoil(request -> request.has("if-none-match"), accessDenied());

        assertThat(support(probe(), Question.CONDITIONAL_WRITES)).isEqualTo(Support.UNKNOWN);
    }

    @Test
    void anotherChecksumThanThatOfTheContentIsNotReliedOn() throws IOException {
        faults.spoil(request -> request.method().equals("HEAD"), new Fault.Header("x-amz-checksum-crc32", "AAAAAA=="));

        S3Capabilities can = probe();

        assertThat(can.multipartChecksum()).isEqualTo(MultipartChecksum.NONE);
        assertThat(support(can, Question.CHECKSUM_ON_HEAD)).isEqualTo(Support.UNSUPPORTED);
        assertThat(can.answers().get(Question.MULTIPART_CHECKSUM).detail()).contains("another one");
        assertEmpty(settings);
    }

    @Test
    void anUploadThatCannotBeCompletedIsAborted() throws IOException {
        faults.spoil(Request::completesUpload, new Fault.Status(400, "InvalidRequest"));

        S3Capabilities can = probe();

        assertThat(can.multipartChecksum()).isEqualTo(MultipartChecksum.NONE);
        assertThat(faults.requests()).anyMatch(Request::createsUpload);
        assertEmpty(settings);
    }

    /** A way to run a bucket: nothing in it can be deleted. */
    @Test
    void whatMustStayIsNamed() throws IOException {
        faults.spoil(is("DELETE"), accessDenied());

        S3Capabilities can = probe();

        assertThat(support(can, Question.DELETE)).isEqualTo(Support.UNSUPPORTED);
        assertThat(can.answers().get(Question.DELETE).detail()).contains("remain under p/.zencap-probe/");
        try (S3Connection connection = new S3Connection(settings.prefix("p"), Clock.systemUTC());
                var listed = new S3Repository(connection).list("")) {
            assertThat(listed).isEmpty();
        }
    }

    @Test
    void aListingThatIsForbiddenIsUnknown() throws IOException {
        faults.spoil(1, request -> request.get() && request.target().contains("list-type=2"), accessDenied());

        assertThat(support(probe(), Question.LIST_V2)).isEqualTo(Support.UNKNOWN);
    }

    private static Fault accessDenied() {
        return new Fault.Status(403, "AccessDenied");
    }

    private static Predicate<Request> is(String method) {
        return request -> request.method().equals(method);
    }

    private void assertFailure(Reason reason) {
        assertThatThrownBy(this::probe)
                .isInstanceOfSatisfying(RepositoryFailure.class, failure -> assertThat(failure.reason())
                        .isEqualTo(reason));
        assertEmpty(settings);
    }
}
