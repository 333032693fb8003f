package co.zencap.backup.settings;

import co.zencap.backup.repository.ObjectLock;
import co.zencap.backup.repository.PartSize;
import co.zencap.backup.repository.S3Access;
import co.zencap.backup.repository.S3Retrieval;
import co.zencap.backup.repository.S3Settings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what concerns the bucket; needs neither database nor keys. */
public final class S3SettingsReader extends VariableReader {
    private static final int MEBI = 1 << 20;
    private static final Set<String> ARCHIVES = Set.of("GLACIER", "DEEP_ARCHIVE");

    /**
     * @param variables by name
     * @param home the installation
     */
    public S3SettingsReader(Map<String, String> variables, Path home) {
        super(variables, home);
    }

    /** The off-site repository; empty without a bucket. */
    public Optional<S3Settings> read() {
        refuseUnknown();
        account();
        Optional<String> bucket = text("BACKUP_S3_BUCKET");
        if (bucket.isEmpty()) {
            text("BACKUP_S3_ENDPOINT").ifPresent(e -> {
                throw new IllegalArgumentException("BACKUP_S3_ENDPOINT is set, but BACKUP_S3_BUCKET is not."
                        + " HINT: set both, or neither to keep backups on this machine only.");
            });
            return Optional.empty();
        }
        Optional<URI> endpoint = text("BACKUP_S3_ENDPOINT").map(u -> webhook("BACKUP_S3_ENDPOINT", u));
        return Optional.of(new S3Settings(
                bucket.get(),
                text("AWS_REGION").orElse("us-east-1"),
                endpoint,
                flag("BACKUP_S3_PATH_STYLE", endpoint.isPresent()),
                text("BACKUP_S3_PREFIX").orElse(""),
                awsKeys(),
                chunkSize(PartSize.SMALLEST),
                storageClass(),
                objectLock(),
                access(),
                S3Settings.Limits.DEFAULT));
    }

    /** What is archived at once can't be read back, and what can't be read back is not verified. */
    private Optional<String> storageClass() {
        Optional<String> storageClass = text("BACKUP_S3_STORAGE_CLASS");
        if (storageClass.filter(ARCHIVES::contains).isPresent()) {
            throw new IllegalArgumentException("BACKUP_S3_STORAGE_CLASS is " + storageClass.get()
                    + ", from which nothing can be read at once, so that new backups could not be verified."
                    + " HINT: leave it out; the lifecycle rules of ./zencap s3 setup archive what is old.");
        }
        return storageClass;
    }

    /** Contradictions with other settings. */
    static void check(Settings settings) {
        if (settings.wal().isPresent()
                && settings.s3().filter(s3 -> !s3.mayStore()).isPresent()) {
            throw new IllegalArgumentException("BACKUP_WAL_ENABLED and BACKUP_S3_ACCESS=clean are both set, but the log"
                    + " can't be sent where nothing is stored. HINT: leave BACKUP_WAL_ENABLED to the service that sends"
                    + " backups, whose BACKUP_S3_ACCESS is append.");
        }
    }

    private S3Access access() {
        S3Access access = choice("BACKUP_S3_ACCESS", S3Access.class, S3Access.FULL);
        if (access == S3Access.READ) {
            throw new IllegalArgumentException(
                    "BACKUP_S3_ACCESS is read, but a service that stores nothing off site and"
                            + " deletes nothing has no use for a bucket. HINT: write full, append or clean; ./zencap recover only"
                            + " reads anyhow.");
        }
        return access;
    }

    private Optional<ObjectLock> objectLock() {
        if (text("BACKUP_S3_OBJECT_LOCK_DAYS").isEmpty()) {
            text("BACKUP_S3_OBJECT_LOCK_MODE").ifPresent(mode -> {
                throw new IllegalArgumentException("BACKUP_S3_OBJECT_LOCK_MODE is set, but BACKUP_S3_OBJECT_LOCK_DAYS"
                        + " is not. HINT: set both, or neither to store without locks.");
            });
            return Optional.empty();
        }
        return Optional.of(new ObjectLock(
                choice("BACKUP_S3_OBJECT_LOCK_MODE", ObjectLock.Mode.class, ObjectLock.Mode.GOVERNANCE),
                number("BACKUP_S3_OBJECT_LOCK_DAYS", 30, 1, 36_500)));
    }

    /** How archived objects come back. */
    public S3Retrieval.Terms retrieval() {
        return new S3Retrieval.Terms(
                choice("BACKUP_S3_RESTORE_TIER", S3Retrieval.Tier.class, S3Retrieval.Tier.STANDARD),
                number("BACKUP_S3_RESTORE_DAYS", 3, 1, 365),
                Duration.ofHours(number("BACKUP_S3_RESTORE_MAX_HOURS", 50, 1, 24 * 14)));
    }

    /** How old content may be that a new backup of files refers to; without a bucket nothing moves to an archive tier. */
    Optional<Duration> reuse() {
        int days = number("BACKUP_S3_REUSE_DAYS", 60, 0, 36_500);
        return text("BACKUP_S3_BUCKET").filter(bucket -> days > 0).map(bucket -> Duration.ofDays(days));
    }

    /** Bytes per part of an upload; {@code others} where no variable says. */
    long chunkSize(long others) {
        return (long) number("BACKUP_S3_CHUNK_MB", (int) (others / MEBI), 5, 5120) * MEBI;
    }

    /** The account of the bucket policy's user; empty where none is set. */
    public Optional<String> account() {
        Optional<String> account = text("BACKUP_S3_ACCOUNT");
        if (account.isPresent() && !account.get().matches("\\d{12}")) {
            throw new IllegalArgumentException(
                    "BACKUP_S3_ACCOUNT is '" + account.get() + "'. HINT: write the 12 digits" + " of the AWS account.");
        }
        return account;
    }
}
