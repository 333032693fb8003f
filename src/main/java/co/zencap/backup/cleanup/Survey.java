package co.zencap.backup.cleanup;

import co.zencap.backup.catalog.RetentionQueries.Copy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * All that is known for judging one target in one repository.
 *
 * @param own what that repository holds
 * @param others what the other repositories hold that can be reached
 * @param copies what the catalog knows of the target's copies, by repository and backup
 * @param holds legal holds in the catalog: reasons by backup
 */
record Survey(Contents own, List<Contents> others, Map<String, Copy> copies, Map<String, String> holds) {

    static Survey of(Contents own, List<Contents> others, List<Copy> copies, Map<String, String> holds) {
        return new Survey(
                own,
                others,
                copies.stream()
                        .collect(Collectors.toMap(copy -> key(copy.backupId(), copy.repository()), copy -> copy)),
                holds);
    }

    private static String key(String id, String repository) {
        return repository + "/" + id;
    }

    Optional<Copy> copy(String id, String repository) {
        return Optional.ofNullable(copies.get(key(id, repository)));
    }

    /** A hold counts wherever it is found. */
    Optional<String> hold(String target, String id) {
        return own.folder(target, id)
                .flatMap(BackupFolder::holdReason)
                .or(() -> others.stream()
                        .flatMap(other -> other.folder(target, id).stream())
                        .flatMap(folder -> folder.holdReason().stream())
                        .findFirst())
                .or(() -> Optional.ofNullable(holds.get(id)));
    }

    boolean heldInCatalog(String id) {
        return holds.containsKey(id);
    }
}
