package co.zencap.backup.backup;

import co.zencap.backup.repository.Repository;
import co.zencap.backup.repository.StoredObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A backup as a repository lists it: there is a manifest. Nothing is read.
 *
 * @param target whose folder it lies in
 * @param id its folder's name
 * @param manifest the object
 * @param held whether there is a hold beside it
 */
public record ListedBackup(String target, BackupId id, StoredObject manifest, boolean held) {

    /**
     * All that lie in a repository, the newest first.
     *
     * @param target of this one; empty: of all
     * @throws IOException when it can't be listed to its end: half a list must not pass for a whole one
     */
    public static List<ListedBackup> in(Repository repository, String target) throws IOException {
        var manifests = new ArrayList<StoredObject>();
        Set<String> holds = new HashSet<>();
        try (Stream<StoredObject> objects = repository.list(target.isEmpty() ? "" : target + "/")) {
            objects.forEach(object -> {
                String[] parts = object.key().split("/");
                if (parts.length == 3 && BackupId.isValid(parts[1])) {
                    if (parts[2].equals(Manifest.FILE_NAME)) {
                        manifests.add(object);
                    } else if (parts[2].equals(LegalHold.FILE_NAME)) {
                        holds.add(parts[0] + "/" + parts[1]);
                    }
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return manifests.stream()
                .map(object -> {
                    String[] parts = object.key().split("/");
                    return new ListedBackup(
                            parts[0], new BackupId(parts[1]), object, holds.contains(parts[0] + "/" + parts[1]));
                })
                .sorted(Comparator.comparing(ListedBackup::id).reversed())
                .toList();
    }

    /** Its folder, without a slash at its end. */
    String folder() {
        return target + "/" + id;
    }
}
