package co.zencap.backup.catalog;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * From when to when a cluster can be recovered to any instant, as the catalog knows it.
 *
 * @param timeline the branch of the log that is written
 * @param reached how far the log is stored
 * @param newest the newest instant; null before anything was sent
 * @param oldest the oldest; null without a base backup
 * @param whole whether the log follows the newest base backup without a gap
 * @param gap the segment that is missing; null without a gap
 * @param heldBytes what the server keeps of its log for us
 * @param backlogBytes what waits on the node that receives
 */
public record WalWindow(
        long timeline,
        String reached,
        Instant newest,
        Instant oldest,
        boolean whole,
        String gap,
        long heldBytes,
        long backlogBytes) {

    /** What is known of a target's; throws while the catalog is away. */
    public static Optional<WalWindow> of(CatalogQueries queries, String target) {
        return queries.query("wal-window", Map.of("target", target)).stream()
                .findFirst()
                .map(row -> new WalWindow(
                        row.has("timeline") ? row.number("timeline") : 0,
                        row.text("reached"),
                        row.instant("recoverable_at"),
                        row.instant("oldest_at"),
                        row.flag("whole"),
                        row.text("gap"),
                        row.has("held_bytes") ? row.number("held_bytes") : 0,
                        row.has("backlog_bytes") ? row.number("backlog_bytes") : 0));
    }

    /** The newest instant that a recovery reaches; empty while there is no base backup that leads to it. */
    public Optional<Instant> recoverable() {
        return whole ? Optional.ofNullable(newest) : Optional.empty();
    }
}
