package co.zencap.backup.backup;

import co.zencap.backup.catalog.CatalogEntry;
import java.time.Instant;

/** The catalog's rows of backups and their copies. */
final class BackupEntries {
    private BackupEntries() {}

    /** A backup that exists now. */
    static CatalogEntry backup(Manifest manifest, String operationId) {
        return CatalogEntry.entry(
                BackupRuns.LISTING,
                "id",
                manifest.id().value(),
                "target",
                manifest.target(),
                "kind",
                manifest.kind().word(),
                "operationId",
                operationId,
                "createdAt",
                manifest.createdAt(),
                "snapshotTime",
                manifest.source().map(Manifest.Source::snapshotTime).orElse(manifest.createdAt()),
                "plainBytes",
                manifest.plainBytes(),
                "storedBytes",
                manifest.storedBytes(),
                "encrypted",
                manifest.encryption().isPresent(),
                "manifest",
                CatalogEntry.json(manifest));
    }

    /** That a repository holds a backup, or is to hold it. */
    static CatalogEntry copy(String backupId, String repository, String state, Instant at) {
        return CatalogEntry.entry(
                "record-copy", "backupId", backupId, "repository", repository, "state", state, "at", at);
    }

    /** The same of a copy that was found, unless something is known of it. */
    static CatalogEntry relistedCopy(String backupId, String repository, String state, Instant at) {
        return CatalogEntry.entry(
                "relist-copy", "backupId", backupId, "repository", repository, "state", state, "at", at);
    }

    /** A hold that was found, unless one is known, or its release. */
    static CatalogEntry relistedHold(LegalHold hold) {
        return CatalogEntry.entry(
                "relist-hold",
                "backupId",
                hold.heldBackup(),
                "reason",
                hold.reason(),
                "placedBy",
                hold.placedBy(),
                "placedAt",
                hold.placedAt());
    }

    /** That sending a backup to a repository failed and is to be tried again. */
    static CatalogEntry copyFailed(String backupId, String repository, String error, Instant nextAttempt) {
        return CatalogEntry.entry(
                "record-copy-failure",
                "backupId",
                backupId,
                "repository",
                repository,
                "error",
                error,
                "nextAttemptAt",
                nextAttempt);
    }
}
