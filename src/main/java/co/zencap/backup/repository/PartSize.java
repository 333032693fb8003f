package co.zencap.backup.repository;

/**
 * The size of the parts of a multipart upload. AWS allows 5 MiB to 5 GiB and 10,000 parts; some compatible servers stop
 * at 1,000 parts, so the size doubles until that suffices, as long as it can.
 */
public final class PartSize {

    /** 5 MiB, the least that S3 takes for any part but the last. */
    public static final long SMALLEST = 5L << 20;

    static final long LARGEST = 5L << 30;
    private static final int PREFERRED_PARTS = 1_000;
    private static final int MOST_PARTS = 10_000;

    private PartSize() {}

    /**
     * @param wanted bytes per part as configured
     * @param size of the object, in bytes
     * @throws IllegalArgumentException when no size suffices
     */
    public static long of(long wanted, long size) {
        long part = Math.min(Math.max(wanted, SMALLEST), LARGEST);
        while (count(size, part) > PREFERRED_PARTS && part < LARGEST) {
            part = Math.min(part * 2, LARGEST);
        }
        if (count(size, part) > MOST_PARTS) {
            throw new IllegalArgumentException("An object of " + size + " bytes does not fit into " + MOST_PARTS
                    + " parts of at most 5 GiB. HINT: split the target into several");
        }
        return part;
    }

    private static long count(long size, long part) {
        return (size + part - 1) / part;
    }
}
