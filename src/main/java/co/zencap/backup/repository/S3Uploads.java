package co.zencap.backup.repository;

import co.zencap.backup.repository.RepositoryFailure.Reason;
import co.zencap.backup.repository.UploadedArtifact.Confirmation;
import co.zencap.backup.stream.MeasuredInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What surrounds the transfer of an artifact: is it really there, and if it went wrong, is nothing left. */
public final class S3Uploads {

    private static final Logger LOG = LoggerFactory.getLogger(S3Uploads.class);
    private static final String CHANGED_FILE =
            "the local file is not what the backup wrote: its size or SHA-256 has changed";

    private final S3Repository repository;
    private final S3Connection connection;
    private final S3Settings settings;
    private final S3Failures failures;
    private final Clock clock;

    public S3Uploads(S3Repository repository, Clock clock) {
        this.repository = repository;
        this.connection = repository.connection();
        this.settings = connection.settings();
        this.failures = connection.failures();
        this.clock = clock;
    }

    public S3Repository repository() {
        return repository;
    }

    /** The key as the bucket knows it, prefix included. */
    public String keyInBucket(String key) {
        return settings.inBucket(key);
    }

    /**
     * Compares what the store holds with what was sent, and what was sent with what should have been.
     *
     * @throws RepositoryFailure with {@link Reason#DAMAGED} when they differ or nothing is there
     */
    public UploadedArtifact confirm(ArtifactUpload upload, ArtifactSource source) throws IOException {
        try {
            // An upload that was begun twice, because the first answer was lost, has left one that nobody completes. It
            // goes before the comparison: not every server keeps the object of the same key when it aborts.
            abortUnfinished(connection.client(), settings.inBucket(upload.key()));
        } catch (SdkException e) {
            LOG.warn(
                    "An unfinished upload may remain and is swept at the next start: {}",
                    failures.translate("Cannot look for unfinished uploads of " + upload.key(), e)
                            .getMessage());
        }
        UploadedArtifact stored = compare(upload, source);
        repository.ensureLocked(upload.key());
        return stored;
    }

    private UploadedArtifact compare(ArtifactUpload upload, ArtifactSource source) throws IOException {
        String key = upload.key();
        if (source.sent() != upload.size() || !source.sha256().equals(upload.sha256())) {
            throw damaged(key, CHANGED_FILE, null);
        }
        HeadObjectResponse stored;
        try {
            stored = connection.client().headObject(request -> request.bucket(settings.bucket())
                    .key(settings.inBucket(key))
                    .checksumMode(ChecksumMode.ENABLED));
        } catch (S3Exception e) {
            if (e.statusCode() == 404) {
                throw damaged(key, "the server acknowledged it, but does not have it", e);
            }
            throw failures.translate("Cannot confirm " + key, e);
        } catch (SdkException e) {
            throw failures.translate("Cannot confirm " + key, e);
        }
        if (stored.contentLength() != upload.size()) {
            throw damaged(key, "the server holds " + stored.contentLength() + " bytes of " + upload.size(), null);
        }
        if (stored.checksumCRC32() == null) {
            if (!readBack(key).equals(upload.sha256())) {
                throw damaged(key, "read back, it has another SHA-256 than what was sent", null);
            }
            return new UploadedArtifact(key, upload.size(), upload.sha256(), Confirmation.READ_BACK);
        }
        if (!source.checksums().contains(stored.checksumCRC32())) {
            throw damaged(
                    key,
                    "the server's CRC32 is " + stored.checksumCRC32() + ", that of what was sent is one of "
                            + source.checksums(),
                    null);
        }
        return new UploadedArtifact(key, upload.size(), upload.sha256(), Confirmation.STORE_CHECKSUM);
    }

    private String readBack(String key) throws IOException {
        try (var in = new MeasuredInputStream(repository.open(key), read -> {})) {
            in.transferTo(OutputStream.nullOutputStream());
            return in.sha256Hex();
        }
    }

    /**
     * Removes what an upload that failed has left: unfinished uploads of the key and the object itself, which no manifest
     * can name yet; where nothing is deleted, the object stays until the next attempt replaces it or a cleanup elsewhere. Works in an interrupted thread, too.
     *
     * @return the failure as a person should read it, with what could not be removed as suppressed exceptions
     */
    public IOException discard(ArtifactUpload upload, Throwable cause) {
        String key = upload.key();
        IOException failure = isOfAnotherSize(upload)
                ? damaged(key, CHANGED_FILE, cause)
                : failures.translate("Cannot upload " + key, cause);
        boolean interrupted = Thread.interrupted();
        try {
            abortUnfinished(connection.client(), settings.inBucket(key));
        } catch (IOException | SdkException e) {
            failure.addSuppressed(failures.translate("Cannot abort the upload of " + key, e));
        }
        try {
            if (repository.mayDelete()) {
                repository.delete(key);
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return failure;
    }

    private void abortUnfinished(S3Client client, String inBucket) {
        connection.ledger().open(inBucket).forEach(id -> abort(client, inBucket, id));
        if (listsUploads()) {
            uploads(client, inBucket).stream()
                    .filter(upload -> upload.key().equals(inBucket))
                    .forEach(upload -> abort(client, inBucket, upload.uploadId()));
        }
    }

    /**
     * Aborts the unfinished uploads under the prefix that were begun longer ago than {@code olderThan}, and deletes what a
     * killed process has left of its probe; another instance may be at work on younger ones.
     *
     * @return how many were aborted; 0 as well when the server cannot list them
     */
    public int sweep(Duration olderThan) throws IOException {
        S3Client client = connection.client();
        Instant limit = clock.instant().minus(olderThan);
        if (repository.mayDelete()) {
            sweepProbes(client, limit);
        }
        if (!listsUploads()) {
            return 0;
        }
        int aborted = 0;
        try {
            for (MultipartUpload upload : uploads(client, settings.inBucket(""))) {
                if (!upload.initiated().isAfter(limit) && abort(client, upload.key(), upload.uploadId())) {
                    aborted++;
                }
            }
        } catch (SdkException e) {
            throw failures.translate("Cannot sweep unfinished uploads", e);
        }
        return aborted;
    }

    /** What may not be deleted, or not be listed, is a few bytes that no listing of backups shows. */
    private void sweepProbes(S3Client client, Instant limit) {
        try {
            for (var objects = new S3Listing(connection, S3Probe.FOLDER); objects.hasNext(); ) {
                StoredObject object = objects.next();
                if (object.lastModified().isBefore(limit)) {
                    client.deleteObject(
                            request -> request.bucket(settings.bucket()).key(settings.inBucket(object.key())));
                }
            }
        } catch (IOException | UncheckedIOException | SdkException e) {
            LOG.info("What probes have left in {} stays there: {}", settings.place(), e.getMessage());
        }
    }

    private boolean listsUploads() {
        return connection
                .capabilities()
                .map(can -> can.has(S3Capabilities.Question.LIST_UPLOADS))
                .orElse(false);
    }

    private List<MultipartUpload> uploads(S3Client client, String prefix) {
        List<MultipartUpload> found = new ArrayList<>();
        String key = null;
        String id = null;
        boolean more = true;
        while (more) {
            String fromKey = key;
            String fromId = id;
            ListMultipartUploadsResponse page = client.listMultipartUploads(request -> request.bucket(settings.bucket())
                    .prefix(prefix)
                    .keyMarker(fromKey)
                    .uploadIdMarker(fromId));
            found.addAll(page.uploads());
            key = page.nextKeyMarker();
            id = page.nextUploadIdMarker();
            more = Boolean.TRUE.equals(page.isTruncated()) && key != null;
        }
        return found;
    }

    /** Whether there was something to abort. */
    private boolean abort(S3Client client, String inBucket, String id) {
        try {
            client.abortMultipartUpload(
                    request -> request.bucket(settings.bucket()).key(inBucket).uploadId(id));
            return true;
        } catch (S3Exception e) {
            if (e.statusCode() != 404) {
                throw e;
            }
            return false;
        }
    }

    private static boolean isOfAnotherSize(ArtifactUpload upload) {
        try {
            return Files.size(upload.file()) != upload.size();
        } catch (IOException e) {
            return false; // the failure at hand tells why the file can't be read
        }
    }

    private RepositoryFailure damaged(String key, String why, Throwable cause) {
        return failures.failure(Reason.DAMAGED, "Cannot upload " + key, why, cause);
    }
}
