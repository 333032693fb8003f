package co.zencap.backup.repository;

/** What this program does in the bucket. It asks for nothing else, so that its credentials need no other rights. */
public enum S3Access {
    /** It stores, reads and deletes. */
    FULL,
    /**
     * It stores and reads, in a bucket that keeps versions: what it stores anew over an object leaves the old one there, and it
     * deletes nothing, so that whoever captures it can't either.
     */
    APPEND,
    /** It reads and deletes: the other half of {@link #APPEND}, somewhere else. */
    CLEAN,
    /** It reads. */
    READ;

    boolean mayStore() {
        return this == FULL || this == APPEND;
    }

    boolean mayDelete() {
        return this == FULL || this == CLEAN;
    }
}
