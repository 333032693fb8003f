package co.zencap.backup.storage;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;

/**
 * What storage costs.
 *
 * @param currency of the prices
 * @param perGbMonth by storage class: for one GB in one month, a GB being 2^30 bytes, as providers bill it
 */
public record StoragePrices(String currency, Map<String, BigDecimal> perGbMonth) {
    private static final BigDecimal GIGA = BigDecimal.valueOf(1L << 30);

    public StoragePrices {
        perGbMonth = Map.copyOf(perGbMonth);
    }

    /** What so many bytes cost in a month; empty for a class that has no price, which is not the same as free. */
    public Optional<BigDecimal> monthly(String storageClass, long bytes) {
        return Optional.ofNullable(perGbMonth.get(storageClass))
                .map(price -> price.multiply(BigDecimal.valueOf(bytes)).divide(GIGA, 4, RoundingMode.HALF_UP));
    }
}
