package co.zencap.backup.postgres.archive;

/**
 * Fingerprint of all large objects.
 *
 * @param count how many
 * @param bytes size of their content together; 0 where they were only counted
 * @param hash {@code xxh3-128-sum:} and the sum of the hashes of each one's OID (four bytes, smallest first) and content;
 *     {@code none:} where they were only counted
 */
public record LargeObjects(long count, long bytes, String hash) {
    public static final LargeObjects NONE = of(new HashSum());

    static LargeObjects ofCount(long count) {
        return new LargeObjects(count, 0, HashSum.NONE);
    }

    // Not named like an accessor of a component: it is derived, and no part of the JSON.
    boolean countOnly() {
        return hash.equals(HashSum.NONE);
    }

    static LargeObjects of(HashSum sum) {
        return new LargeObjects(sum.count(), sum.bytes(), sum.toString());
    }
}
