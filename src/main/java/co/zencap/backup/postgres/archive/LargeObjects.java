package co.zencap.backup.postgres.archive;

/**
 * Fingerprint of all large objects.
 *
 * @param count how many
 * @param bytes size of their content together
 * @param hash {@code xxh3-128-sum:} and the sum of the hashes of each one's OID (four bytes, smallest first) and content
 */
public record LargeObjects(long count, long bytes, String hash) {
    public static final LargeObjects NONE = of(new HashSum());

    static LargeObjects of(HashSum sum) {
        return new LargeObjects(sum.count(), sum.bytes(), sum.toString());
    }
}
