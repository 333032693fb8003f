package co.zencap.backup.backup;

import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.repository.StoredObject;
import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds backups that the local repository has and the catalog does not know, because the service ended between the
 * manifest and the catalog's rows, or because the rows were lost. The manifests are the truth.
 */
public final class UnlistedBackups {
    private static final Logger LOG = LoggerFactory.getLogger(UnlistedBackups.class);

    /** The rows of a new backup are on their way for a moment. */
    private static final Duration AT_LEAST = Duration.ofMinutes(10);

    private final Settings settings;
    private final LocalRepository local;
    private final Function<List<String>, List<String>> listed;
    private final Clock clock;

    /** @param listed asks the catalog for the ids of all backups of targets */
    public UnlistedBackups(
            Settings settings, LocalRepository local, Function<List<String>, List<String>> listed, Clock clock) {
        this.settings = settings;
        this.local = local;
        this.listed = listed;
        this.clock = clock;
    }

    /** Their manifests; one that can't be trusted is left out, and the log says so. */
    public List<Manifest> find() throws IOException {
        Set<String> known = new HashSet<>(listed.apply(settings.targets()));
        var unlisted = new ArrayList<Manifest>();
        for (String target : settings.targets()) {
            for (BackupId id : stored(target)) {
                if (!known.contains(id.value())) {
                    try {
                        unlisted.add(StoredBackup.open(local, target, id, settings.masterKey())
                                .manifest());
                        LOG.warn("Backup {} of {} was not listed and is now", id, target);
                    } catch (IOException e) {
                        LOG.error("Backup {} of {} is not listed and can't be: {}", id, target, e.getMessage());
                    }
                }
            }
        }
        return unlisted;
    }

    private List<BackupId> stored(String target) throws IOException {
        Instant before = clock.instant().minus(AT_LEAST);
        try (Stream<StoredObject> objects = local.list(target + "/")) {
            return objects.filter(o -> o.key().endsWith("/" + Manifest.FILE_NAME))
                    .filter(o -> o.lastModified().isBefore(before))
                    .map(o -> o.key().split("/")[1])
                    .filter(BackupId::isValid)
                    .map(BackupId::new)
                    .toList();
        }
    }
}
