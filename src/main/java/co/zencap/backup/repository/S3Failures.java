package co.zencap.backup.repository;

import co.zencap.backup.repository.RepositoryFailure.Reason;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SSLException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Turns what the SDK throws into a failure that a person can act on. Error codes: "Error responses" of the Amazon S3 API
 * reference, and those of MinIO and Ceph.
 */
final class S3Failures {

    private static final Set<String> CREDENTIALS = Set.of(
            "InvalidAccessKeyId",
            "SignatureDoesNotMatch",
            "ExpiredToken",
            "InvalidToken",
            "TokenRefreshRequired",
            "InvalidSecurity",
            "NotSignedUp");
    private static final Set<String> BUSY = Set.of(
            "SlowDown",
            "ServiceUnavailable",
            "InternalError",
            "RequestTimeout",
            "TooManyRequests",
            "Throttling",
            "ThrottlingException",
            "OperationAborted",
            "ConditionalRequestConflict",
            "503 Slow Down");
    private static final Set<String> FULL = Set.of(
            "QuotaExceeded",
            "XMinioStorageFull",
            "XMinioAdminBucketQuotaExceeded",
            "InsufficientStorage",
            "EntityTooLarge",
            "ServiceQuotaExceededException");
    private static final Set<String> DAMAGED =
            Set.of("BadDigest", "XAmzContentChecksumMismatch", "XAmzContentSHA256Mismatch", "IncompleteBody");

    private final S3Settings settings;

    S3Failures(S3Settings settings) {
        this.settings = settings;
    }

    /** @param what was attempted, as the first words of a sentence: "Cannot read a/b" */
    IOException translate(String what, Throwable failure) {
        if (failure instanceof IOException known
                && (known instanceof RepositoryFailure || known instanceof NoSuchFileException)) {
            return known;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof S3Exception refusal) {
                return refused(what, refusal);
            }
            if (cause instanceof RepositoryFailure known) {
                return known;
            }
            if (cause instanceof AbortedException || cause instanceof InterruptedException) {
                InterruptedIOException interrupted = new InterruptedIOException(
                        what + " in " + settings.place() + ": it was interrupted. HINT: start it again");
                interrupted.initCause(failure);
                return interrupted;
            }
        }
        return unanswered(what, failure);
    }

    private IOException refused(String what, S3Exception e) {
        String code = e.awsErrorDetails() == null || e.awsErrorDetails().errorCode() == null
                ? ""
                : e.awsErrorDetails().errorCode();
        Reason reason = reason(code, e.statusCode());
        String said = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorMessage();
        String why = (code.isEmpty() ? "" : code + ", ") + "status " + e.statusCode()
                + (said == null || said.isBlank() ? "" : ", " + said.strip().replaceAll("\\.$", ""));
        return failure(reason, what, why, e);
    }

    static Reason reason(String code, int status) {
        if (code.equals("NoSuchBucket")) {
            return Reason.MISSING;
        }
        if (code.equals("InvalidObjectState")) {
            return Reason.ARCHIVED;
        }
        if (code.equals("RequestTimeTooSkewed")) {
            return Reason.CLOCK;
        }
        if (CREDENTIALS.contains(code) || status == 401) {
            return Reason.CREDENTIALS;
        }
        if (FULL.contains(code) || status == 507) {
            return Reason.FULL;
        }
        if (DAMAGED.contains(code)) {
            return Reason.DAMAGED;
        }
        if (BUSY.contains(code) || status == 429 || status >= 500 && status != 501) {
            return Reason.BUSY;
        }
        return status == 403 ? Reason.FORBIDDEN : Reason.REFUSED;
    }

    private IOException unanswered(String what, Throwable failure) {
        String text = text(failure);
        if (has(failure, SSLException.class)) {
            return failure(Reason.TLS, what, text, failure);
        }
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.contains("credentials")) {
            return failure(Reason.CREDENTIALS, what, text, failure);
        }
        if (lower.contains("checksum") && lower.contains("expected")) {
            return failure(Reason.DAMAGED, what, text, failure);
        }
        boolean connection = has(failure, SdkException.class) || has(failure, IOException.class);
        return failure(connection ? Reason.UNREACHABLE : Reason.REFUSED, what, text, failure);
    }

    RepositoryFailure failure(Reason reason, String what, String why, Throwable cause) {
        return new RepositoryFailure(reason, what + " in " + settings.place(), why, hint(reason), cause);
    }

    private String hint(Reason reason) {
        String server = settings.endpoint().map(Object::toString).orElse("AWS region " + settings.region());
        return switch (reason) {
            case MISSING -> "create the bucket, or correct BACKUP_S3_BUCKET; asked was " + server;
            case FORBIDDEN -> "allow these credentials to list the bucket and to put, get and delete under the prefix";
            case CREDENTIALS -> "check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and that they belong to " + server;
            case CLOCK -> "set this machine's clock, for example by NTP";
            case UNREACHABLE -> "check that " + server + " is up and reachable from here; backups stay in the local "
                    + "repository and are uploaded later";
            case TLS -> "check the certificate of " + server + " and, for one of your own authority, add that to the "
                    + "trust store of Java";
            case FULL -> "free space or raise the quota there";
            case BUSY -> "the upload is tried again later; if it stays so, ask whoever runs " + server;
            case DAMAGED -> "upload it again; if it happens again, suspect the network, a proxy or the server's disks";
            case ARCHIVED -> "it lies in an archive tier (GLACIER or DEEP_ARCHIVE); ./zencap recover, restore-files and "
                    + "test ask for its retrieval and wait for it, which takes hours";
            case REFUSED -> "check the region (" + settings.region() + "), the endpoint and path style; asked was "
                    + server;
        };
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private static String text(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String first = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        String last = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        String both = first.contains(last) ? first : first + " (" + last + ")";
        return both.strip().replaceAll("\\.$", "");
    }
}
