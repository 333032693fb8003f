package co.zencap.backup.cleanup;

import co.zencap.backup.backup.LegalHold;
import co.zencap.backup.catalog.CatalogEntry;
import java.time.Instant;

/** The catalog's rows of what is deleted and held. */
final class CleanupEntries {
    private CleanupEntries() {}

    /** That a repository no longer holds a backup, because it was deleted. */
    static CatalogEntry copyDeleted(String backupId, String repository, Instant at) {
        return CatalogEntry.entry("record-copy-deleted", "backupId", backupId, "repository", repository, "at", at);
    }

    /** That a copy is there all the same. */
    static CatalogEntry copyFound(String backupId, String repository) {
        return CatalogEntry.entry("record-copy-found", "backupId", backupId, "repository", repository);
    }

    static CatalogEntry hold(LegalHold hold) {
        return CatalogEntry.entry(
                "record-hold",
                "backupId",
                hold.heldBackup(),
                "reason",
                hold.reason(),
                "placedBy",
                hold.placedBy(),
                "placedAt",
                hold.placedAt());
    }

    static CatalogEntry release(String backupId, Instant at) {
        return CatalogEntry.entry("record-release", "backupId", backupId, "releasedAt", at);
    }
}
