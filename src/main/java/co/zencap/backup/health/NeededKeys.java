package co.zencap.backup.health;

import co.zencap.backup.backup.BackupId;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.catalog.KeysInUse;
import co.zencap.backup.repository.Repository;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that backups need and that no setting names. The catalog says what the manifests say, which a rotation leaves as
 * they are; so of each such key the newest backup's {@code key.json} is asked as well, which says what opens it now. What
 * can't be asked is as it was when it could be.
 */
public final class NeededKeys {
    private static final Logger LOG = LoggerFactory.getLogger(NeededKeys.class);

    private final KeysInUse catalog;
    private final Supplier<List<String>> targets;
    private final List<Repository> repositories;
    private final Map<String, String> openedBy = new HashMap<>();
    private Map<String, Long> latest = Map.of();

    /**
     * @param targets whose backups; another service's may lie in the same catalog
     * @param repositories the nearest first
     */
    public NeededKeys(KeysInUse catalog, Supplier<List<String>> targets, List<Repository> repositories) {
        this.catalog = catalog;
        this.targets = targets;
        this.repositories = List.copyOf(repositories);
    }

    /** How many backups need each key that is not one of these; none while the catalog was never there. */
    public synchronized Map<String, Long> besides(Set<String> atHand) {
        List<KeysInUse.Row> rows;
        try {
            rows = catalog.of(targets.get());
        } catch (RuntimeException e) {
            LOG.debug("Which keys the backups need is not known: the catalog is away", e);
            return latest;
        }
        var missing = new TreeMap<String, Long>();
        var asked = new HashSet<String>();
        for (KeysInUse.Row row : rows) {
            if (!atHand.contains(row.keyId())) {
                asked.add(row.newest());
                opener(row, atHand)
                        .filter(id -> !atHand.contains(id))
                        .ifPresent(id -> missing.merge(id, row.backups(), Long::sum));
            }
        }
        openedBy.keySet().retainAll(asked);
        latest = missing;
        return missing;
    }

    /** Which key opens it now; one that is at hand is not asked for twice. */
    private Optional<String> opener(KeysInUse.Row row, Set<String> atHand) {
        String known = openedBy.get(row.newest());
        if (known == null || !atHand.contains(known)) {
            ask(row).ifPresent(id -> openedBy.put(row.newest(), id));
        }
        return Optional.ofNullable(openedBy.get(row.newest()));
    }

    private Optional<String> ask(KeysInUse.Row row) {
        var id = new BackupId(row.newest());
        for (Repository repository : repositories) {
            try {
                return StoredBackup.openedBy(repository, row.target(), id);
            } catch (IOException e) {
                LOG.debug("Repository {} can't be asked which key backup {} needs", repository.id(), id, e);
            }
        }
        return Optional.empty();
    }
}
