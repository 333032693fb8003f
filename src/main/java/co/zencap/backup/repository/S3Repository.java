package co.zencap.backup.repository;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Backups in an S3 bucket. Artifacts arrive through the {@code upload-artifact} route; {@link S3Uploads} confirms and
 * cleans up after it.
 */
public final class S3Repository implements Repository {
    public static final String ID = "s3";

    private final S3Connection connection;
    private final S3Settings settings;
    private final S3Failures failures;
    private final S3Locks locks;

    /** The connection stays the caller's, who closes it. */
    public S3Repository(S3Connection connection) {
        this.connection = connection;
        this.settings = connection.settings();
        this.failures = connection.failures();
        this.locks = new S3Locks(this);
    }

    public S3Connection connection() {
        return connection;
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public InputStream open(String key) throws IOException {
        return new S3Download(connection, key);
    }

    @Override
    public InputStream openQuickly(String key) throws IOException {
        HeadObjectResponse object = head(key);
        return object.contentLength() > S3ParallelDownload.PART_BYTES
                ? new S3ParallelDownload(connection, key, object.contentLength(), object.eTag())
                : open(key);
    }

    @Override
    public long size(String key) throws IOException {
        return head(key).contentLength();
    }

    /** What the store knows of an object besides its content. */
    HeadObjectResponse head(String key) throws IOException {
        try {
            return connection.client().headObject(request -> request.bucket(settings.bucket())
                    .key(settings.inBucket(key)));
        } catch (S3Exception e) {
            if (e.statusCode() == 404) {
                throw S3Download.absent(settings, key, e);
            }
            throw failures.translate("Cannot ask for " + key, e);
        } catch (SdkException e) {
            throw failures.translate("Cannot ask for " + key, e);
        }
    }

    @Override
    public Stream<StoredObject> list(String prefix) throws IOException {
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(
                        new S3Listing(connection, prefix), Spliterator.ORDERED | Spliterator.NONNULL),
                false);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Where the server ignores {@code If-None-Match}, the key is looked up first; two writers within that moment both
     * succeed and the later one stays. Backup ids are made unique, so that needs two programs with the same id.
     */
    @Override
    public boolean putIfAbsent(String key, byte[] content) throws IOException {
        requireStoring(key);
        S3Client client = connection.client();
        locks.require();
        boolean conditional = connection
                .capabilities()
                .map(can -> can.has(S3Capabilities.Question.CONDITIONAL_WRITES))
                .orElse(false);
        try {
            if (!conditional && exists(key)) {
                return false;
            }
            client.putObject(
                    request -> request.bucket(settings.bucket())
                            .key(settings.inBucket(key))
                            .ifNoneMatch(conditional ? "*" : null),
                    RequestBody.fromBytes(content));
        } catch (S3Exception e) {
            // The answer to an attempt that did store it may have been lost, and then the repetition is refused.
            return switch (e.statusCode()) {
                case 412 -> e.numAttempts() != null && e.numAttempts() > 1 && holds(key, content);
                default -> throw failures.translate("Cannot store " + key, e);
            };
        } catch (SdkException e) {
            throw failures.translate("Cannot store " + key, e);
        }
        confirm(key, content);
        locks.ensure(key);
        return true;
    }

    /** {@inheritDoc} In a bucket with versions, what was there stays as an older version. */
    @Override
    public void replace(String key, byte[] content) throws IOException {
        requireStoring(key);
        locks.require();
        try {
            connection
                    .client()
                    .putObject(
                            request -> request.bucket(settings.bucket()).key(settings.inBucket(key)),
                            RequestBody.fromBytes(content));
        } catch (SdkException e) {
            throw failures.translate("Cannot store " + key, e);
        }
        confirm(key, content);
        locks.ensure(key);
    }

    @Override
    public Optional<Instant> lockedUntil(String key) throws IOException {
        return locks.until(key);
    }

    /**
     * Before anything is stored.
     *
     * @throws RepositoryFailure when it would have to be locked, and the bucket has no Object Lock
     */
    public void requireLock() throws IOException {
        locks.require();
    }

    @Override
    public boolean mayStore() {
        return settings.access().mayStore();
    }

    @Override
    public boolean mayDelete() {
        return settings.access().mayDelete();
    }

    /** @throws RepositoryFailure where this program stores nothing */
    public void requireStoring(String key) throws IOException {
        if (!mayStore()) {
            throw notOurs(
                    "Cannot store " + key, "nothing is stored", "store it with the service whose access is append");
        }
    }

    private RepositoryFailure notOurs(String what, String rule, String hint) {
        String access = settings.access().name().toLowerCase(Locale.ROOT);
        return new RepositoryFailure(
                RepositoryFailure.Reason.REFUSED,
                what + " in " + settings.place(),
                "with BACKUP_S3_ACCESS=" + access + " " + rule,
                hint,
                null);
    }

    /**
     * An object is to be kept as long as one that is stored now, because a new backup needs it; without Object Lock that
     * is nobody's business here.
     *
     * @throws RepositoryFailure when it has to be locked, and is not
     */
    public void ensureLocked(String key) throws IOException {
        locks.ensure(key);
    }

    /** {@inheritDoc} In a bucket with versions, a locked object stays as an older version until its lock ends. */
    @Override
    public void delete(String key) throws IOException {
        if (!mayDelete()) {
            throw notOurs(
                    "Cannot delete " + key,
                    "nothing is deleted",
                    "delete it with the installation whose access is clean");
        }
        try {
            connection.client().deleteObject(request -> request.bucket(settings.bucket())
                    .key(settings.inBucket(key)));
        } catch (S3Exception e) {
            if (e.statusCode() != 404
                    || "NoSuchBucket".equals(e.awsErrorDetails().errorCode())) {
                throw failures.translate("Cannot delete " + key, e);
            }
        } catch (SdkException e) {
            throw failures.translate("Cannot delete " + key, e);
        }
    }

    @Override
    public void erase(String key) throws IOException {
        new S3Erasure(this).erase(key);
    }

    /** Small objects are what everything else hangs on: read back, they cost one request. */
    private void confirm(String key, byte[] content) throws IOException {
        if (!holds(key, content)) {
            throw failures.failure(
                    RepositoryFailure.Reason.DAMAGED,
                    "Cannot store " + key,
                    "the server accepted it, but what is read back is something else",
                    null);
        }
    }

    private boolean holds(String key, byte[] content) throws IOException {
        try (InputStream in = open(key)) {
            return Arrays.equals(in.readNBytes(content.length + 1), content);
        } catch (java.nio.file.NoSuchFileException e) {
            return false;
        }
    }

    private boolean exists(String key) throws IOException {
        try {
            size(key);
            return true;
        } catch (java.nio.file.NoSuchFileException e) {
            return false;
        }
    }
}
