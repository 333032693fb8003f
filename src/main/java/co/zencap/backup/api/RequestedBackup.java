package co.zencap.backup.api;

import co.zencap.backup.backup.BackupId;
import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.operation.BackupRef;
import java.util.Optional;

/** Which backup a call is about. */
final class RequestedBackup {
    private RequestedBackup() {}

    /** The one of an id that came from outside. */
    static BackupRef of(CatalogQueries catalog, String id) {
        Optional<BackupRef> found = BackupId.isValid(id) ? catalog.backup(id) : Optional.empty();
        return found.orElseThrow(RequestedBackup::unknown);
    }

    static ApiProblem unknown() {
        return new ApiProblem(
                404,
                "No such backup",
                "There is no backup of that id.",
                "Ids look like 20261124T093015Z-1f9c02; ./zencap list, or GET /api/v1/backups, lists them.");
    }
}
