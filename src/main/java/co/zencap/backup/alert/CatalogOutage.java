package co.zencap.backup.alert;

import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.operation.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Tells somebody, once for each outage, when the catalog stays away. Short outages are nobody's business. */
public final class CatalogOutage {
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private static final String WATCH = "catalog from ";

    private final String target;
    private final String node;
    private final Clock clock;
    private Instant since;
    private boolean told;

    public CatalogOutage(String target, String node, Clock clock) {
        this.target = target;
        this.node = node;
        this.clock = clock;
    }

    /** The alert when it has lasted long enough; null before and after. */
    public synchronized Alert lasts(Exception failure) {
        Instant now = clock.instant();
        if (since == null) {
            since = now;
        }
        if (told || now.isBefore(since.plus(PATIENCE))) {
            return null;
        }
        told = true;
        String reason = Problem.of("", failure).detail();
        var problem = new Problem(
                "The catalog has been away since " + since,
                "Backups go on, but history, retries of uploads and this alert's own row wait in a journal: " + reason,
                "Bring the database of BACKUP_CATALOG_URL back; what waits is then written by itself.");
        return Alert.of(Level.ERROR, "catalog", target, problem, now)
                .about("away from " + node)
                .until(Ending.watch(WATCH + node));
    }

    /** The catalog is back. */
    public synchronized Sightings ended() {
        since = null;
        told = false;
        return new Sightings(WATCH + node, clock.instant(), List.of());
    }
}
