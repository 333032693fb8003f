package co.zencap.backup.cleanup;

import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.retention.RetentionPolicy;
import co.zencap.backup.retention.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a cleanup would do with the backups of one target in one repository, and why.
 *
 * @param repository where
 * @param target whose; empty when several are concerned
 * @param policy in force
 * @param verdicts on every genuine backup, the newest first
 * @param untrusted backups that are left alone because their manifest can't be trusted, and why
 * @param deletions what goes
 * @param orphans what is left of backups that are no more
 * @param stopped why so much may not go at once; empty when it may
 * @param corrections what the catalog has wrong
 */
public record CleanupPlan(
        String repository,
        String target,
        Optional<RetentionPolicy> policy,
        List<Verdict> verdicts,
        Map<String, String> untrusted,
        List<Deletion> deletions,
        List<Deletion> orphans,
        Optional<String> stopped,
        List<CatalogEntry> corrections) {

    /** The same where nothing is deleted. */
    CleanupPlan withoutDeletions() {
        return new CleanupPlan(
                repository, target, policy, verdicts, untrusted, List.of(), List.of(), Optional.empty(), corrections);
    }
}
