package co.zencap.backup.catalog;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the catalog remembers of what has been, and for how long: of backups that are gone, and of runs that ended.
 *
 * @param service whose events and reports
 * @param targets whose backups and runs, now
 * @param kept for how long
 */
public record History(String service, Supplier<List<String>> targets, Duration kept, Clock clock) {

    /** The end of what is older. */
    public CatalogEntry forget() {
        return CatalogEntry.entry(
                "forget-history",
                "service",
                service,
                "targets",
                String.join(",", targets.get()),
                "before",
                clock.instant().minus(kept));
    }
}
