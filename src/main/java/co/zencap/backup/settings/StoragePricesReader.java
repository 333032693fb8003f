package co.zencap.backup.settings;

import co.zencap.backup.storage.StoragePrices;
import java.math.BigDecimal;
import java.nio.file.Path;

/** Reads what storage costs: {@code config/storage-prices.yaml}. */
final class StoragePricesReader {
    private final Path home;

    /** One storage class in the file. */
    private record Entry(BigDecimal perGbMonth) {}

    /** @param home the installation */
    StoragePricesReader(Path home) {
        this.home = home;
    }

    /** @throws IllegalArgumentException with a sentence and a hint */
    StoragePrices read(String currency) {
        return new StoragePrices(
                currency,
                new YamlFile(home.resolve("config/storage-prices.yaml"), "storagePrices")
                        .read(Entry.class, "a storage class has perGbMonth", (name, entry) -> {
                            if (entry.perGbMonth() == null || entry.perGbMonth().signum() < 0) {
                                throw new IllegalArgumentException("'" + name
                                        + "' has no price. HINT: write perGbMonth: 0.023, or take the class out.");
                            }
                            return entry.perGbMonth();
                        }));
    }
}
