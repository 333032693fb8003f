package co.zencap.backup.catalog;

import java.time.Clock;
import java.time.Duration;

/**
 * Alerts that nobody asks for any more: those that have been over for a year, with their notifications, messages and history.
 *
 * @param service whose alerts
 */
public record OldAlerts(String service, Clock clock) {
    private static final Duration KEPT = Duration.ofDays(365);

    /** Their end. */
    public CatalogEntry forget() {
        return CatalogEntry.entry(
                "forget-alerts", "service", service, "before", clock.instant().minus(KEPT));
    }
}
