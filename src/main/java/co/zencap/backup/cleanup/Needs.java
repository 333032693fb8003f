package co.zencap.backup.cleanup;

import co.zencap.backup.key.WrappedKey;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.repository.StoredObject;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Which packs of a repository are needed, by which backups. */
final class Needs {
    private final Map<String, Set<String>> byKey = new HashMap<>();

    /**
     * Of all targets: packs are lent across them. A manifest that can't be read here counts as another repository has it,
     * and so does, off site, what is still to come from here.
     *
     * @param going backups that need nothing any more
     */
    Needs(Contents own, Collection<Contents> others, Predicate<BackupFolder> going) {
        own.all().filter(folder -> !going.test(folder)).forEach(this::add);
        for (Contents other : others) {
            other.all()
                    .filter(folder -> own.folder(folder.target(), folder.id())
                                    .map(here -> here.untrusted().isPresent())
                                    .orElse(false)
                            || other.repository().id().equals(LocalRepository.ID)
                                    && !own.holds(folder.target(), folder.id()))
                    .forEach(this::add);
        }
    }

    private void add(BackupFolder folder) {
        folder.manifest().ifPresent(manifest -> manifest.borrowed()
                .keySet()
                .forEach(key -> byKey.computeIfAbsent(key, k -> new TreeSet<>()).add(folder.id())));
    }

    /** Those of a folder's objects that have to stay: needed packs, and the key that opens them. */
    List<StoredObject> in(BackupFolder folder) {
        List<StoredObject> packs = folder.objects().values().stream()
                .filter(o -> byKey.containsKey(o.key()))
                .toList();
        StoredObject key = folder.objects().get(WrappedKey.FILE_NAME);
        return packs.isEmpty() || key == null
                ? packs
                : Stream.concat(packs.stream(), Stream.of(key)).toList();
    }

    /** Who needs any of these. */
    Set<String> by(Collection<StoredObject> objects) {
        var ids = new TreeSet<String>();
        objects.forEach(object -> ids.addAll(byKey.getOrDefault(object.key(), Set.of())));
        return ids;
    }
}
