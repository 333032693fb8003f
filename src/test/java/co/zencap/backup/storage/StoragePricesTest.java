package co.zencap.backup.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoragePricesTest {
    private final StoragePrices prices = new StoragePrices("USD", Map.of("STANDARD", new BigDecimal("0.023")));

    /** The bill of AWS has 2^30 bytes in a GB; 10^9 would make it 7 % dearer than it is. */
    @Test
    void aGbIsAsOnTheBill() {
        assertThat(prices.monthly("STANDARD", 1L << 30)).hasValue(new BigDecimal("0.0230"));
        assertThat(prices.monthly("STANDARD", 1L << 40)).hasValue(new BigDecimal("23.5520"));
        assertThat(prices.monthly("STANDARD", 0)).hasValue(new BigDecimal("0.0000"));
    }

    @Test
    void withoutAPriceIsNotFree() {
        assertThat(prices.monthly("WARM", 1L << 30)).isEmpty();
    }
}
