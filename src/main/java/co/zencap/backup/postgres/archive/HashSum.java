package co.zencap.backup.postgres.archive;

/**
 * Sum of many hashes, each 64-bit half modulo 2^64: the same for any order, and unlike an exclusive or it does not
 * forget pairs of equal rows.
 */
final class HashSum {
    /** Names how the digits came about; a change of the algorithm changes the name. */
    static final String PREFIX = "xxh3-128-sum:";

    /** In place of a hash where rows were counted and their content was not looked at. */
    static final String NONE = "none:";

    private long count;
    private long bytes;
    private long low;
    private long high;

    void add(RowHash hash, long length) {
        count++;
        bytes += length;
        low += hash.low();
        high += hash.high();
    }

    void add(HashSum other) {
        count += other.count;
        bytes += other.bytes;
        low += other.low;
        high += other.high;
    }

    long count() {
        return count;
    }

    long bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return PREFIX + String.format("%016x%016x", high, low);
    }
}
