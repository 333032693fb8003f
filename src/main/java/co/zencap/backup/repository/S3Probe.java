package co.zencap.backup.repository;

import co.zencap.backup.repository.RepositoryFailure.Reason;
import co.zencap.backup.repository.S3Capabilities.Answer;
import co.zencap.backup.repository.S3Capabilities.MultipartChecksum;
import co.zencap.backup.repository.S3Capabilities.Question;
import co.zencap.backup.repository.S3Capabilities.WriteMode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.zip.CRC32;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Finds out what a server can do by doing it with tiny objects under {@code .zencap-probe/}, and removes them. Compatible
 * servers differ from AWS and from one version to the next, and some store a body that they misunderstood: so what counts
 * is what can be read back.
 */
public final class S3Probe {

    /** Where probe objects lie, under the prefix; listings leave it out. */
    static final String FOLDER = ".zencap-probe/";

    private static final byte[] CONTENT =
            "ZenCap Backup asks what this server can do; safe to delete.\n".getBytes(StandardCharsets.UTF_8);
    /** Reasons that no other way of sending would change. */
    private static final Set<Reason> FINAL = Set.of(
            Reason.MISSING, Reason.CREDENTIALS, Reason.CLOCK, Reason.TLS, Reason.UNREACHABLE, Reason.BUSY, Reason.FULL);

    private final S3Settings settings;
    private final S3Failures failures;
    private final String base;
    private final Map<Question, Answer> answers = new EnumMap<>(Question.class);
    /** What was written, with its version where the bucket keeps versions. */
    private final Map<String, String> written = new LinkedHashMap<>();
    /** Uploads by id that are neither completed nor aborted. */
    private final Map<String, String> begun = new LinkedHashMap<>();

    public S3Probe(S3Settings settings) {
        this.settings = settings;
        this.failures = new S3Failures(settings);
        this.base = settings.inBucket(FOLDER + UUID.randomUUID());
    }

    /**
     * Asks everything; takes some twenty small requests. Who stores nothing writes nothing here either, and only lists.
     *
     * @throws RepositoryFailure when the bucket cannot be listed, or not be written and read at all
     */
    public S3Capabilities run() throws IOException {
        PartLedger ledger = new PartLedger(MultipartChecksum.NONE);
        try (S3Client plain = S3Clients.open(settings, WriteMode.PLAIN, ledger)) {
            Throwable failure = null;
            try {
                list(plain);
                if (!settings.access().mayStore()) {
                    if (settings.access().mayDelete()) {
                        new S3BucketQuestions(plain, settings).ask(answers, base);
                    }
                    return new S3Capabilities(WriteMode.PLAIN, MultipartChecksum.NONE, answers);
                }
                WriteMode mode = writeMode();
                conditional(mode);
                MultipartChecksum checksum = multipart(mode);
                new S3BucketQuestions(plain, settings).ask(answers, base);
                cleanUp(plain);
                return new S3Capabilities(mode, checksum, answers);
            } catch (IOException | RuntimeException e) {
                failure = failures.translate("Cannot find out what the bucket can do", e);
                throw (IOException) failure;
            } finally {
                if (failure != null) {
                    cleanUp(plain);
                }
            }
        }
    }

    private void list(S3Client client) throws IOException {
        try {
            client.listObjectsV2(
                    request -> request.bucket(settings.bucket()).prefix(base).maxKeys(1));
            answers.put(Question.LIST_V2, Answer.yes("lists pages by token"));
        } catch (S3Exception e) {
            IOException known = failures.translate("Cannot list", e);
            if (known instanceof RepositoryFailure failure && FINAL.contains(failure.reason())) {
                throw failure;
            }
            answers.put(
                    Question.LIST_V2,
                    e.statusCode() == 403 ? Answer.unknown("listing is forbidden") : Answer.no(seen(e)));
        }
    }

    /** The strongest way of sending a body that arrives unchanged. */
    private WriteMode writeMode() throws IOException {
        WriteMode best = null;
        IOException refusal = null;
        for (WriteMode mode : WriteMode.values()) {
            Answer answer;
            try (S3Client client = S3Clients.open(settings, mode, new PartLedger(MultipartChecksum.NONE))) {
                answer = write(client, mode);
            } catch (SdkException e) {
                IOException known = notFinal("Cannot write", e);
                refusal = refusal == null ? known : refusal;
                answer = Answer.no(seen(e));
            }
            switch (mode) {
                case TRAILING_CHECKSUM -> answers.put(Question.TRAILING_CHECKSUMS, answer);
                case CHUNKED -> answers.put(Question.SIGNED_CHUNKS, answer);
                case PLAIN -> {}
            }
            if (best == null && answer.support() == S3Capabilities.Support.SUPPORTED) {
                best = mode;
            }
        }
        if (best == null) {
            throw refusal != null
                    ? refusal
                    : failures.failure(Reason.DAMAGED, "Cannot write", "what is read back is not what was sent", null);
        }
        return best;
    }

    private Answer write(S3Client client, WriteMode mode) {
        String key = base + "/" + mode.name().toLowerCase(java.util.Locale.ROOT);
        put(client, key);
        byte[] stored = client.getObjectAsBytes(
                        request -> request.bucket(settings.bucket()).key(key))
                .asByteArray();
        if (!java.util.Arrays.equals(stored, CONTENT)) {
            return Answer.no("accepted, but stored " + stored.length + " bytes instead of " + CONTENT.length);
        }
        if (mode == WriteMode.TRAILING_CHECKSUM) {
            String checksum = head(client, key).checksumCRC32();
            answers.put(
                    Question.CHECKSUM_ON_HEAD,
                    Crc32Text.of(crc()).equals(checksum)
                            ? Answer.yes("CRC32 of a small object")
                            : Answer.no(checksum == null ? "not returned" : "another one returned"));
        }
        return Answer.yes("stored byte for byte");
    }

    /** A wrong signature is not final here: listing went well, so the server signs this form of body otherwise. */
    private IOException notFinal(String what, SdkException e) throws IOException {
        IOException known = failures.translate(what, e);
        if (known instanceof RepositoryFailure failure
                && FINAL.contains(failure.reason())
                && failure.reason() != Reason.CREDENTIALS) {
            throw failure;
        }
        return known;
    }

    private void conditional(WriteMode mode) throws IOException {
        String key = written.keySet().iterator().next();
        try (S3Client client = S3Clients.open(settings, mode, new PartLedger(MultipartChecksum.NONE))) {
            client.putObject(
                    request -> request.bucket(settings.bucket()).key(key).ifNoneMatch("*"),
                    RequestBody.fromBytes(CONTENT));
            answers.put(Question.CONDITIONAL_WRITES, Answer.no("If-None-Match is ignored"));
        } catch (S3Exception e) {
            notFinal("Cannot write", e);
            answers.put(
                    Question.CONDITIONAL_WRITES,
                    e.statusCode() == 412
                            ? Answer.yes("If-None-Match refuses what exists")
                            : e.statusCode() == 403 ? Answer.unknown(seen(e)) : Answer.no(seen(e)));
        }
    }

    /** One part shows the kind: the checksum of a composite has the number of parts behind it. */
    private MultipartChecksum multipart(WriteMode mode) throws IOException {
        if (mode != WriteMode.TRAILING_CHECKSUM) {
            answers.put(Question.MULTIPART_CHECKSUM, Answer.no("no trailing checksums"));
            return MultipartChecksum.NONE;
        }
        String last = "";
        for (MultipartChecksum kind :
                new MultipartChecksum[] {MultipartChecksum.FULL_OBJECT, MultipartChecksum.COMPOSITE}) {
            PartLedger ledger = new PartLedger(kind);
            try (S3Client client = S3Clients.open(settings, mode, ledger)) {
                String returned = upload(client, ledger, base + "/parts");
                String expected = kind == MultipartChecksum.FULL_OBJECT
                        ? Crc32Text.of(crc())
                        : Crc32Text.composite(java.util.List.of(crc()));
                if (expected.equals(returned)) {
                    answers.put(Question.MULTIPART_CHECKSUM, Answer.yes("CRC32, " + kind));
                    return kind;
                }
                last = returned == null ? "not returned" : "another one returned";
            } catch (SdkException e) {
                notFinal("Cannot upload in parts", e);
                last = seen(e);
            }
        }
        answers.put(Question.MULTIPART_CHECKSUM, Answer.no(last));
        return MultipartChecksum.NONE;
    }

    private String upload(S3Client client, PartLedger ledger, String key) {
        String id = client.createMultipartUpload(
                        request -> request.bucket(settings.bucket()).key(key))
                .uploadId();
        begun.put(id, key);
        try {
            String tag = client.uploadPart(
                            request -> request.bucket(settings.bucket())
                                    .key(key)
                                    .uploadId(id)
                                    .partNumber(1),
                            RequestBody.fromBytes(CONTENT))
                    .eTag();
            written.put(key, null);
            String version = client.completeMultipartUpload(request -> request.bucket(settings.bucket())
                            .key(key)
                            .uploadId(id)
                            .multipartUpload(upload -> upload.parts(CompletedPart.builder()
                                    .partNumber(1)
                                    .eTag(tag)
                                    .build())))
                    .versionId();
            written.put(key, version);
            return head(client, key).checksumCRC32();
        } finally {
            if (!ledger.open(key).isEmpty()) {
                client.abortMultipartUpload(
                        request -> request.bucket(settings.bucket()).key(key).uploadId(id));
            }
            begun.remove(id);
        }
    }

    private HeadObjectResponse head(S3Client client, String key) {
        return client.headObject(
                request -> request.bucket(settings.bucket()).key(key).checksumMode(ChecksumMode.ENABLED));
    }

    private void put(S3Client client, String key) {
        written.put(key, null);
        written.put(
                key,
                client.putObject(request -> request.bucket(settings.bucket()).key(key), RequestBody.fromBytes(CONTENT))
                        .versionId());
    }

    /** Never fails: a bucket that lets nothing be deleted is a way to run it, and is told. */
    private void cleanUp(S3Client client) {
        Answer answer = Answer.yes("probe objects removed");
        for (Map.Entry<String, String> object : written.entrySet()) {
            try {
                delete(client, object.getKey(), object.getValue());
            } catch (SdkException e) {
                answer = Answer.no(seen(e) + "; probe objects remain under " + base);
            }
        }
        for (Map.Entry<String, String> upload : begun.entrySet()) {
            try {
                client.abortMultipartUpload(request ->
                        request.bucket(settings.bucket()).key(upload.getValue()).uploadId(upload.getKey()));
            } catch (SdkException e) {
                answer = Answer.no(seen(e) + "; an unfinished upload remains under " + base);
            }
        }
        answers.put(Question.DELETE, answer);
    }

    /** A bucket that locks everything by default lets nobody delete a version; the object can be hidden all the same. */
    private void delete(S3Client client, String key, String version) {
        try {
            client.deleteObject(
                    request -> request.bucket(settings.bucket()).key(key).versionId(version));
        } catch (S3Exception e) {
            if (version == null || e.statusCode() != 403) {
                throw e;
            }
            client.deleteObject(request -> request.bucket(settings.bucket()).key(key));
        }
    }

    private static long crc() {
        CRC32 crc = new CRC32();
        crc.update(CONTENT);
        return crc.getValue();
    }

    /** What a server answered, in a few words. */
    static String seen(SdkException e) {
        if (e instanceof S3Exception refusal) {
            String code = refusal.awsErrorDetails() == null
                    ? null
                    : refusal.awsErrorDetails().errorCode();
            return "answers " + refusal.statusCode() + (code == null ? "" : " " + code);
        }
        return String.valueOf(e.getMessage());
    }
}
