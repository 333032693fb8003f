package co.zencap.backup.cleanup;

import co.zencap.backup.repository.Repository;
import co.zencap.backup.repository.StoredObject;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a repository holds at one moment.
 *
 * @param repository which
 * @param folders by target, then by backup
 */
record Contents(Repository repository, Map<String, Map<String, BackupFolder>> folders) {

    Collection<BackupFolder> of(String target) {
        return folders.getOrDefault(target, Map.of()).values();
    }

    Optional<BackupFolder> folder(String target, String id) {
        return Optional.ofNullable(folders.getOrDefault(target, Map.of()).get(id));
    }

    /** Whether it has the backup with a manifest that can be trusted. */
    boolean holds(String target, String id) {
        return folder(target, id).flatMap(BackupFolder::manifest).isPresent();
    }

    Stream<BackupFolder> all() {
        return folders.values().stream().flatMap(target -> target.values().stream());
    }

    private Optional<StoredObject> object(String key) {
        String[] parts = key.split("/");
        return parts.length != 3
                ? Optional.empty()
                : folder(parts[0], parts[1]).map(folder -> folder.objects().get(parts[2]));
    }

    /** What a backup lacks, in words; empty when every object is there in its size. */
    Optional<String> defect(StoredManifest manifest) {
        return Stream.of(manifest.own(), manifest.borrowed())
                .flatMap(sizes -> sizes.entrySet().stream())
                .filter(size -> object(size.getKey())
                        .filter(object -> object.size() == size.getValue())
                        .isEmpty())
                .map(Map.Entry::getKey)
                .sorted()
                .findFirst()
                .or(() -> manifest.keyFile().filter(key -> object(key).isEmpty()))
                .map(key -> key + " is not there, or not whole");
    }
}
