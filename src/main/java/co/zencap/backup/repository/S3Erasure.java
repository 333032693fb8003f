package co.zencap.backup.repository;

import co.zencap.backup.repository.RepositoryFailure.Reason;
import co.zencap.backup.repository.S3Capabilities.Question;
import co.zencap.backup.repository.S3Capabilities.Support;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.ObjectLockRetention;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Removes an object with all its versions, so that nobody can bring it back. All of them are asked for their locks before the
 * first is touched.
 */
final class S3Erasure {
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int NOT_IMPLEMENTED = 501;

    private final S3Repository repository;
    private final S3Connection connection;
    private final S3Settings settings;

    S3Erasure(S3Repository repository) {
        this.repository = repository;
        this.connection = repository.connection();
        this.settings = connection.settings();
    }

    void erase(String key) throws IOException {
        List<String> versions = versions(key, true);
        for (String version : versions) {
            requireUnlocked(key, version);
        }
        versions.addAll(versions(key, false));
        for (String version : versions) {
            delete(key, version);
        }
        repository.delete(key); // where there are no versions
        if (!versions(key, true).isEmpty()) {
            throw refused(key, "the server still lists a version of it after it was deleted");
        }
    }

    /** @param content or else the marks of deletions, under which older versions may lie */
    private List<String> versions(String key, boolean content) throws IOException {
        String place = settings.inBucket(key);
        var found = new ArrayList<String>();
        try {
            var request = ListObjectVersionsRequest.builder()
                    .bucket(settings.bucket())
                    .prefix(place)
                    .build();
            for (var page : connection.client().listObjectVersionsPaginator(request)) {
                if (content) {
                    page.versions().stream()
                            .filter(version -> version.key().equals(place))
                            .map(ObjectVersion::versionId)
                            .forEach(found::add);
                } else {
                    page.deleteMarkers().stream()
                            .filter(mark -> mark.key().equals(place))
                            .forEach(mark -> found.add(mark.versionId()));
                }
            }
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_IMPLEMENTED) {
                return found; // a server without versions
            }
            if (e.statusCode() == FORBIDDEN) {
                throw refused(
                        key, "these credentials may not list its versions, and nobody can say whether one is left");
            }
            throw connection.failures().translate("Cannot list the versions of " + key, e);
        } catch (SdkException e) {
            throw connection.failures().translate("Cannot list the versions of " + key, e);
        }
        found.removeIf(version -> version == null);
        return found;
    }

    private void requireUnlocked(String key, String version) throws IOException {
        HeadObjectResponse head;
        try {
            head = connection.client().headObject(request -> request.bucket(settings.bucket())
                    .key(settings.inBucket(key))
                    .versionId(version));
        } catch (SdkException e) {
            throw connection.failures().translate("Cannot ask for the lock of " + key, e);
        }
        Instant until = head.objectLockRetainUntilDate() == null
                ? retention(key, version).orElse(Instant.MIN)
                : head.objectLockRetainUntilDate();
        if (until.isAfter(connection.clock().instant())) {
            throw refused(key, "Object Lock keeps version " + version + " of it until " + until);
        }
        if (head.objectLockLegalHoldStatus() == ObjectLockLegalHoldStatus.ON) {
            throw refused(key, "the bucket itself keeps it by a legal hold of the store");
        }
    }

    /** Not every server that keeps locks tells of them among a version's other properties. */
    private Optional<Instant> retention(String key, String version) throws IOException {
        if (connection
                        .capabilities()
                        .orElseThrow()
                        .answers()
                        .get(Question.OBJECT_LOCK)
                        .support()
                != Support.SUPPORTED) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(connection
                            .client()
                            .getObjectRetention(request -> request.bucket(settings.bucket())
                                    .key(settings.inBucket(key))
                                    .versionId(version))
                            .retention())
                    .map(ObjectLockRetention::retainUntilDate);
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                return Optional.empty();
            }
            throw connection.failures().translate("Cannot ask for the lock of " + key, e);
        } catch (SdkException e) {
            throw connection.failures().translate("Cannot ask for the lock of " + key, e);
        }
    }

    private void delete(String key, String version) throws IOException {
        try {
            connection.client().deleteObject(request -> request.bucket(settings.bucket())
                    .key(settings.inBucket(key))
                    .versionId(version));
        } catch (S3Exception e) {
            if (e.statusCode() == FORBIDDEN) {
                throw refused(key, "the server refuses to delete version " + version + " of it");
            }
            throw connection.failures().translate("Cannot erase version " + version + " of " + key, e);
        } catch (SdkException e) {
            throw connection.failures().translate("Cannot erase version " + version + " of " + key, e);
        }
    }

    private RepositoryFailure refused(String key, String why) {
        return new RepositoryFailure(
                Reason.REFUSED,
                "Cannot erase " + key + " in " + settings.place(),
                why,
                "whoever has the master key can read the backup as long as a version of its key is there; erase it again"
                        + " when locks have ended, with credentials that have s3:ListBucketVersions, s3:GetObjectVersion and s3:DeleteObjectVersion",
                null);
    }
}
