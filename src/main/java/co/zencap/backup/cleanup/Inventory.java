package co.zencap.backup.cleanup;

import co.zencap.backup.backup.BackupId;
import co.zencap.backup.backup.LegalHold;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.repository.RepositoryFailure;
import co.zencap.backup.repository.StoredObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what repositories hold. Manifests never change, so one that was found genuine is not read again as long as the store
 * lists the same object: what has to happen while nobody else uses the repositories is quick. Thread-safe.
 */
public final class Inventory {
    private static final Logger LOG = LoggerFactory.getLogger(Inventory.class);
    private static final int MOST = 50_000;
    private static final int ATTEMPTS = 3;

    private final Optional<MasterKey> masterKey;
    private final Map<Seen, StoredManifest> genuine = Collections.synchronizedMap(new Remembered());

    private static final class Remembered extends LinkedHashMap<Seen, StoredManifest> {
        private static final long serialVersionUID = 1L;

        Remembered() {
            super(256, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Seen, StoredManifest> eldest) {
            return size() > MOST;
        }
    }

    /** Its storage class does not count: the lifecycle changes it, and not the content. */
    private record Seen(String repository, String key, long size, Instant lastModified) {}

    public Inventory(Optional<MasterKey> masterKey) {
        this.masterKey = masterKey;
    }

    /**
     * Lists a repository and reads its manifests.
     *
     * @throws IOException when it can't be read to the end, so that nothing may be concluded
     */
    Contents read(Repository repository) throws IOException {
        var folders = new TreeMap<String, Map<String, BackupFolder>>();
        for (var target : list(repository).entrySet()) {
            var backups = new TreeMap<String, BackupFolder>();
            for (var backup : target.getValue().entrySet()) {
                backups.put(backup.getKey(), folder(repository, target.getKey(), backup.getKey(), backup.getValue()));
            }
            folders.put(target.getKey(), backups);
        }
        forgetDeleted(repository, folders.values());
        return new Contents(repository, folders);
    }

    private void forgetDeleted(Repository repository, Collection<Map<String, BackupFolder>> found) {
        Set<Seen> there = found.stream()
                .flatMap(backups -> backups.values().stream())
                .flatMap(backup -> Optional.ofNullable(backup.objects().get(Manifest.FILE_NAME)).stream())
                .map(manifest -> seen(repository, manifest))
                .collect(Collectors.toSet());
        genuine.keySet().removeIf(seen -> seen.repository().equals(repository.id()) && !there.contains(seen));
    }

    /** A run that ends may move its files while they are listed; then once more. */
    private static Map<String, Map<String, Map<String, StoredObject>>> list(Repository repository) throws IOException {
        for (int attempt = 1; ; attempt++) {
            var found = new TreeMap<String, Map<String, Map<String, StoredObject>>>();
            try (Stream<StoredObject> objects = repository.list("")) {
                objects.forEach(object -> {
                    String[] parts = object.key().split("/");
                    if (parts.length == 3 && BackupId.isValid(parts[1])) {
                        found.computeIfAbsent(parts[0], target -> new TreeMap<>())
                                .computeIfAbsent(parts[1], id -> new TreeMap<>())
                                .put(parts[2], object);
                    }
                });
                return found;
            } catch (UncheckedIOException e) {
                if (attempt == ATTEMPTS || !(e.getCause() instanceof NoSuchFileException)) {
                    throw e.getCause();
                }
            }
        }
    }

    private BackupFolder folder(Repository repository, String target, String id, Map<String, StoredObject> objects)
            throws IOException {
        Optional<StoredManifest> manifest = Optional.empty();
        Optional<String> untrusted = Optional.empty();
        Optional<LegalHold> hold = Optional.empty();
        Optional<String> doubtfulHold = Optional.empty();
        if (objects.containsKey(Manifest.FILE_NAME)) {
            try {
                manifest = Optional.of(manifest(repository, target, id, objects.get(Manifest.FILE_NAME)));
            } catch (IOException | RuntimeException e) {
                untrusted = Optional.of(reason(e));
                LOG.warn("Backup {} of {} in {} is left alone: {}", id, target, repository.id(), e.getMessage());
            }
        }
        if (objects.containsKey(LegalHold.FILE_NAME)) {
            try {
                hold = Optional.of(LegalHold.read(repository, target, new BackupId(id), masterKey));
            } catch (IOException | RuntimeException e) {
                doubtfulHold = Optional.of(reason(e));
            }
        }
        return new BackupFolder(target, id, objects, manifest, untrusted, hold, doubtfulHold);
    }

    private StoredManifest manifest(Repository repository, String target, String id, StoredObject object)
            throws IOException {
        Seen seen = seen(repository, object);
        StoredManifest known = genuine.get(seen);
        if (known == null) {
            known = StoredManifest.of(StoredBackup.manifest(repository, target, new BackupId(id), masterKey));
            genuine.put(seen, known);
        }
        return known;
    }

    private static Seen seen(Repository repository, StoredObject manifest) {
        return new Seen(repository.id(), manifest.key(), manifest.size(), manifest.lastModified());
    }

    /** What is wrong with a file, unless the repository can't be asked now. What is archived is left alone like the rest. */
    private static String reason(Exception e) throws RepositoryFailure {
        Optional<RepositoryFailure> away = RepositoryFailure.awayIn(e);
        if (away.isPresent() && away.get().reason() != RepositoryFailure.Reason.ARCHIVED) {
            throw away.get();
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
