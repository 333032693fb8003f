package co.zencap.backup.storage;

import co.zencap.backup.repository.Repository;
import co.zencap.backup.repository.StoredObject;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a repository holds of one target in one storage class.
 *
 * @param repository its id
 * @param target whose backups; {@value #OTHER} for what belongs to none
 * @param storageClass as the repository names it; {@value #LOCAL} where it has none
 * @param objects how many
 * @param bytes as stored
 */
public record StorageUse(String repository, String target, String storageClass, long objects, long bytes) {
    public static final String OTHER = "other";
    public static final String LOCAL = "LOCAL";

    /** Servers leave the class of the first tier out. */
    private static final String FIRST_TIER = "STANDARD";

    private static final Comparator<StorageUse> ORDER = Comparator.comparing(StorageUse::repository)
            .thenComparing(StorageUse::target)
            .thenComparing(StorageUse::storageClass);

    private record Place(String target, String storageClass) {}

    /**
     * Measures a repository by its listing; keeps no more than the sums.
     *
     * @param isLocal whether it is a folder, which has no storage classes
     * @param targets whose backups are told apart
     */
    public static List<StorageUse> of(Repository repository, boolean isLocal, Set<String> targets) throws IOException {
        Map<Place, long[]> sums = new HashMap<>();
        try (Stream<StoredObject> objects = repository.list("")) {
            objects.forEach(object -> {
                String first = object.key().split("/", 2)[0];
                var place = new Place(
                        targets.contains(first) ? first : OTHER,
                        isLocal ? LOCAL : object.storageClass().orElse(FIRST_TIER));
                long[] sum = sums.computeIfAbsent(place, p -> new long[2]);
                sum[0]++;
                sum[1] += object.size();
            });
        }
        return sums.entrySet().stream()
                .map(each -> new StorageUse(
                        repository.id(),
                        each.getKey().target(),
                        each.getKey().storageClass(),
                        each.getValue()[0],
                        each.getValue()[1]))
                .sorted(ORDER)
                .toList();
    }
}
