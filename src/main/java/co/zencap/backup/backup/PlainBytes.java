package co.zencap.backup.backup;

/** Counts an artifact's bytes where they enter the pipeline, to be read where they leave it. */
public final class PlainBytes {
    private volatile long count;

    void count(long soFar) {
        count = soFar;
    }

    long count() {
        return count;
    }
}
