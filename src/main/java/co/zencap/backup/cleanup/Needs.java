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
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which objects of a repository are needed by other backups than their own, and by which. */
final class Needs {
    /** What one backup may lend another: packs of files, and the tar of a base backup. */
    private static final Pattern LENT = Pattern.compile(".*(-\\d{4,}|/base)\\.tar\\.zst(\\.enc)?");

    private final Map<String, Set<String>> byKey = new HashMap<>();
    private final Set<String> unknown = new TreeSet<>();

    /**
     * Of all targets: packs are lent across them. A manifest that can't be trusted here counts as another repository has
     * it; if none has, all that is ever lent may be needed by it, under another key. Off site counts also what is still to come from
     * the local repository.
     *
     * @param going backups that need nothing any more
     */
    Needs(Contents own, Collection<Contents> others, Predicate<BackupFolder> going) {
        own.all().filter(folder -> !going.test(folder)).forEach(this::add);
        for (BackupFolder folder :
                own.all().filter(f -> f.untrusted().isPresent()).toList()) {
            List<BackupFolder> elsewhere = others.stream()
                    .flatMap(other -> other.folder(folder.target(), folder.id()).stream())
                    .filter(other -> other.manifest().isPresent())
                    .toList();
            elsewhere.forEach(this::add);
            if (elsewhere.isEmpty()) {
                unknown.add(folder.id());
            }
        }
        others.stream()
                .filter(other -> other.repository().id().equals(LocalRepository.ID))
                .flatMap(Contents::all)
                .filter(folder -> !own.holds(folder.target(), folder.id()))
                .forEach(this::add);
    }

    private void add(BackupFolder folder) {
        folder.manifest().ifPresent(manifest -> manifest.borrowed()
                .keySet()
                .forEach(key -> byKey.computeIfAbsent(key, k -> new TreeSet<>()).add(folder.id())));
    }

    /** Those of a folder's objects that have to stay: what others need, and the key that opens it. */
    List<StoredObject> in(BackupFolder folder) {
        List<StoredObject> needed =
                folder.objects().values().stream().filter(this::isNeeded).toList();
        StoredObject key = folder.objects().get(WrappedKey.FILE_NAME);
        return needed.isEmpty() || key == null
                ? needed
                : Stream.concat(needed.stream(), Stream.of(key)).toList();
    }

    private boolean isNeeded(StoredObject object) {
        return byKey.containsKey(object.key())
                || !unknown.isEmpty() && LENT.matcher(object.key()).matches();
    }

    /** Who needs any of these, or may. */
    Set<String> by(Collection<StoredObject> objects) {
        var ids = new TreeSet<String>(objects.isEmpty() ? Set.of() : unknown);
        objects.forEach(object -> ids.addAll(byKey.getOrDefault(object.key(), Set.of())));
        return ids;
    }
}
