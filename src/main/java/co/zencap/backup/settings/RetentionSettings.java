package co.zencap.backup.settings;

import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.retention.PurgeLimit;
import co.zencap.backup.retention.RetentionPolicy;
import co.zencap.backup.target.ByTarget;
import java.time.Duration;
import java.util.Optional;

/**
 * How long backups are kept.
 *
 * @param policies for all targets that have none of their own
 * @param targets what is different for single targets, by their names
 * @param purgeLimit what one cleanup may delete without being told that it may
 * @param orphanGrace how old an object without a manifest must be to be swept
 * @param highWaterPercent of the local repository's file system: above it, old local copies go early
 * @param history how long the catalog remembers backups that are gone and runs that ended
 */
public record RetentionSettings(
        Policies policies,
        ByTarget<Override> targets,
        PurgeLimit purgeLimit,
        Duration orphanGrace,
        int highWaterPercent,
        Duration history) {

    /**
     * @param local in the local repository
     * @param s3 in the off-site one
     */
    public record Policies(RetentionPolicy local, RetentionPolicy s3) {}

    /** A target's own policies; what is empty is as for all. */
    public record Override(Optional<RetentionPolicy> local, Optional<RetentionPolicy> s3) {}

    /** The policy for a target's backups in a repository. */
    public RetentionPolicy policy(String repository, String target) {
        boolean isLocal = repository.equals(LocalRepository.ID);
        return targets.of(target)
                .flatMap(own -> isLocal ? own.local() : own.s3())
                .orElse(isLocal ? policies.local() : policies.s3());
    }
}
