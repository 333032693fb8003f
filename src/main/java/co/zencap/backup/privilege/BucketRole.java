package co.zencap.backup.privilege;

/** Who uses the bucket. */
public enum BucketRole {
    /** The service with BACKUP_S3_ACCESS=append. */
    WRITER,
    /** {@code ./zencap recover}. */
    RESTORER,
    /** The installation elsewhere with BACKUP_S3_ACCESS=clean. */
    CLEANER,
    /** The service with BACKUP_S3_ACCESS=full, which does everything. */
    ALL
}
