package co.zencap.backup.catalog;

import co.zencap.backup.operation.BackupRef;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Off-site copies that are still to be sent. What is being sent by anybody, here or on another node, is none: who queued it
 * once more would have all of it read back, for nothing.
 *
 * @param targets of this service
 * @param process by which what runs is told from what a process that is gone has left
 */
public record PendingUploads(
        CatalogQueries queries, Supplier<List<String>> targets, Supplier<Map<String, Object>> process, Clock clock) {
    private static final Logger LOG = LoggerFactory.getLogger(PendingUploads.class);

    /**
     * One of them.
     *
     * @param attempts how often it has failed
     */
    public record Pending(BackupRef backup, int attempts) {}

    /** Those whose turn has come, the newest first, some at a time. */
    public List<Pending> due() {
        return find("", "").stream()
                .map(row -> new Pending(CatalogQueries.reference(row), (int) row.number("attempts")))
                .toList();
    }

    /**
     * Whether one is so now, of several that would send it for the first that was begun. True as well while the catalog is
     * away: it was so when it was queued.
     *
     * @param operation which upload asks, which has been begun
     */
    public boolean isDue(String backupId, String operation) {
        try {
            return !find(backupId, operation).isEmpty();
        } catch (RuntimeException e) {
            LOG.warn(
                    "Whether backup {} is still to be sent off site is not known without the catalog, so it is sent: {}",
                    backupId,
                    e.getMessage());
            return true;
        }
    }

    /** The same before an upload of it is begun: no other may run then. */
    public boolean isWaiting(String backupId) {
        return isDue(backupId, "");
    }

    private List<FoundRow> find(String only, String own) {
        var parameters = new HashMap<>(process.get());
        parameters.putAll(
                Map.of("targets", targets.get(), "now", clock.instant().toString(), "only", only, "own", own));
        return queries.query("pending-uploads", parameters);
    }
}
