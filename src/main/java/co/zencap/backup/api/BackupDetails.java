package co.zencap.backup.api;

import co.zencap.backup.backup.BackupId;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.catalog.BackupListing;
import co.zencap.backup.catalog.BackupRow;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.repository.Repository;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Header;

/** {@code /api/v1/backups/{id}}: what the catalog knows of one backup, and what its manifest says. */
public final class BackupDetails {
    private final BackupListing listing;
    private final List<Repository> repositories;
    private final Optional<MasterKey> masterKey;

    /** @param repositories in the order in which they are asked for the manifest */
    public BackupDetails(BackupListing listing, List<Repository> repositories, Optional<MasterKey> masterKey) {
        this.listing = listing;
        this.repositories = List.copyOf(repositories);
        this.masterKey = masterKey;
    }

    /** One backup; where no repository has a manifest that can be trusted, it is said why. */
    public Answer get(@Header("id") String id) {
        BackupRow backup = (BackupId.isValid(id) ? listing.find(id) : Optional.<BackupRow>empty())
                .orElseThrow(RequestedBackup::unknown);
        var problems = new LinkedHashMap<String, Problem>();
        for (Repository repository : repositories) {
            try {
                Manifest manifest = StoredBackup.manifest(repository, backup.target(), new BackupId(id), masterKey);
                return answer(backup, manifest, repository.id(), problems);
            } catch (IOException e) {
                problems.put(repository.id(), Problem.of("Its manifest can't be read", e));
            }
        }
        return answer(backup, null, null, problems);
    }

    private static Answer answer(
            BackupRow backup, Manifest manifest, String repository, Map<String, Problem> problems) {
        return Answer.ok(StatusReport.ordered(
                "backup", backup, "repository", repository, "manifest", manifest, "problems", problems));
    }
}
