package co.zencap.backup.cleanup;

import co.zencap.backup.repository.Repository;

/**
 * A part of a cleanup that fails or succeeds for itself.
 *
 * @param repository where
 * @param target whose
 */
public record CleanupShare(Repository repository, String target) {

    @Override
    public String toString() {
        return target + " in " + repository.id();
    }
}
