package co.zencap.backup.repository;

import co.zencap.backup.repository.RepositoryFailure.Reason;
import co.zencap.backup.repository.S3Capabilities.Answer;
import co.zencap.backup.repository.S3Capabilities.Question;
import co.zencap.backup.repository.S3Capabilities.Support;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectLockRetention;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Sees to it that what is stored is locked as long as {@code BACKUP_S3_OBJECT_LOCK_DAYS} says. A server that ignores the
 * lock would leave backups open while everybody believes them safe: so the bucket is asked before, and the object after.
 */
final class S3Locks {

    /** A lock counts from the beginning of an upload and is looked at after its end. */
    private static final Duration UPLOAD_TAKES = Duration.ofHours(1);

    private static final int NOT_FOUND = 404;

    private final S3Repository repository;
    private final S3Connection connection;
    private final S3Settings settings;
    private final Clock clock;

    private record Lock(String mode, Instant until) {}

    S3Locks(S3Repository repository) {
        this.repository = repository;
        this.connection = repository.connection();
        this.settings = connection.settings();
        this.clock = connection.clock();
    }

    /** @throws RepositoryFailure when a lock is wanted and the bucket has no Object Lock */
    void require() throws IOException {
        if (settings.objectLock().isEmpty()) {
            return;
        }
        if (bucket().support() == Support.UNSUPPORTED) {
            // Somebody may have switched it on since.
            Answer now = new S3BucketQuestions(connection.client(), settings).objectLock();
            connection.learn(Question.OBJECT_LOCK, now);
            if (now.support() == Support.UNSUPPORTED) {
                throw unlocked("Cannot store anything", "its bucket has no Object Lock (" + now.detail() + ")");
            }
        }
    }

    /**
     * Makes sure that an object is locked for as long as one that is stored now; a lock is only ever made longer.
     *
     * @throws RepositoryFailure when it is not, and can't be
     */
    void ensure(String key) throws IOException {
        if (settings.objectLock().isEmpty()) {
            return;
        }
        ObjectLock wanted = settings.objectLock().get();
        Instant until = wanted.until(clock.instant());
        Optional<Lock> found = find(key);
        if (found.isPresent() && suffices(found.get(), wanted, until)) {
            return;
        }
        // Where the bucket did not say that it knows locks, the request could be taken for a new content of the object.
        if (bucket().support() == Support.SUPPORTED) {
            set(key, stronger(found, wanted), until);
            found = find(key);
        }
        if (found.isEmpty() || !suffices(found.get(), wanted, until)) {
            throw unlocked(
                    "Cannot lock " + key,
                    found.map(lock -> "the server says that it is locked until " + lock.until() + " only, in mode "
                                    + lock.mode())
                            .orElse("the server does not say that it is locked"));
        }
    }

    /** The end of an object's lock, whoever set it. */
    Optional<Instant> until(String key) throws IOException {
        return find(key).map(Lock::until);
    }

    private Optional<Lock> find(String key) throws IOException {
        HeadObjectResponse head = repository.head(key);
        if (head.objectLockRetainUntilDate() != null) {
            return Optional.of(new Lock(head.objectLockModeAsString(), head.objectLockRetainUntilDate()));
        }
        return bucket().support() == Support.SUPPORTED ? retention(key) : Optional.empty();
    }

    /** Not every server that keeps locks tells of them among an object's other properties. */
    private Optional<Lock> retention(String key) throws IOException {
        try {
            ObjectLockRetention retention = connection
                    .client()
                    .getObjectRetention(
                            request -> request.bucket(settings.bucket()).key(settings.inBucket(key)))
                    .retention();
            return retention == null || retention.retainUntilDate() == null
                    ? Optional.empty()
                    : Optional.of(new Lock(retention.modeAsString(), retention.retainUntilDate()));
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                return Optional.empty();
            }
            throw connection.failures().translate("Cannot ask for the lock of " + key, e);
        } catch (SdkException e) {
            throw connection.failures().translate("Cannot ask for the lock of " + key, e);
        }
    }

    private void set(String key, String mode, Instant until) throws IOException {
        try {
            connection.client().putObjectRetention(request -> request.bucket(settings.bucket())
                    .key(settings.inBucket(key))
                    .retention(retention -> retention.mode(mode).retainUntilDate(until)));
        } catch (SdkException e) {
            throw connection.failures().translate("Cannot lock " + key, e);
        }
    }

    private static boolean suffices(Lock lock, ObjectLock wanted, Instant until) {
        boolean strong = wanted.mode() == ObjectLock.Mode.GOVERNANCE
                || wanted.mode().name().equals(lock.mode());
        return strong && !lock.until().isBefore(until.minus(UPLOAD_TAKES));
    }

    /** Nobody can make the stronger mode the weaker one. */
    private static String stronger(Optional<Lock> found, ObjectLock wanted) {
        return found.map(Lock::mode)
                .filter(ObjectLock.Mode.COMPLIANCE.name()::equals)
                .orElse(wanted.mode().name());
    }

    private Answer bucket() throws IOException {
        connection.client();
        return connection.capabilities().orElseThrow().answers().get(Question.OBJECT_LOCK);
    }

    private RepositoryFailure unlocked(String what, String why) {
        return new RepositoryFailure(
                Reason.REFUSED,
                what + " in " + settings.place(),
                "BACKUP_S3_OBJECT_LOCK_DAYS asks for a lock, and " + why,
                "./zencap s3 setup switches Object Lock on where the server knows it; these credentials need"
                        + " s3:PutObjectRetention and s3:GetObjectRetention; or leave BACKUP_S3_OBJECT_LOCK_DAYS out",
                null);
    }
}
