package co.zencap.backup.backup;

import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.repository.StoredObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Where manifests lie, of whatever target, as the repositories list them; none is read. */
final class ManifestPlaces {
    private final Repository repository;
    private final Map<String, StoredObject> manifests = new HashMap<>();
    private final Set<String> holds = new HashSet<>();

    /**
     * A manifest, as a repository lists it.
     *
     * @param held whether there is a hold beside it
     * @param missingIn a repository that should have it, too, and has not
     */
    record Place(
            Repository repository,
            String target,
            BackupId id,
            long bytes,
            Instant storedAt,
            boolean held,
            Optional<String> missingIn) {}

    private ManifestPlaces(Repository repository) throws IOException {
        this.repository = repository;
        try (Stream<StoredObject> objects = repository.list("")) {
            objects.forEach(this::note);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /**
     * All of them, the oldest first.
     *
     * @throws IOException when a repository can't be listed: half a catalog must not pass for a whole one
     */
    static List<Place> in(List<Repository> repositories, RunningOperation operation) throws IOException {
        var lists = new ArrayList<ManifestPlaces>();
        for (Repository repository : repositories) {
            operation.phase("listing " + repository.id(), 0);
            lists.add(new ManifestPlaces(repository));
        }
        return lists.stream()
                .flatMap(list -> list.places(lists))
                .sorted(Comparator.comparing(Place::id))
                .toList();
    }

    private void note(StoredObject object) {
        String[] parts = object.key().split("/");
        if (parts.length == 3 && BackupId.isValid(parts[1])) {
            String folder = parts[0] + "/" + parts[1];
            if (parts[2].equals(Manifest.FILE_NAME)) {
                manifests.put(folder, object);
            } else if (parts[2].equals(LegalHold.FILE_NAME)) {
                holds.add(folder);
            }
        }
    }

    private Stream<Place> places(List<ManifestPlaces> all) {
        return manifests.entrySet().stream().map(each -> {
            String[] parts = each.getKey().split("/");
            return new Place(
                    repository,
                    parts[0],
                    new BackupId(parts[1]),
                    each.getValue().size(),
                    each.getValue().lastModified(),
                    holds.contains(each.getKey()),
                    missingIn(each.getKey(), all));
        });
    }

    /** What is here and not off site is to be sent there; nothing is ever brought back by itself. */
    private Optional<String> missingIn(String folder, List<ManifestPlaces> all) {
        return all.stream()
                .filter(other -> isLocal() && !other.isLocal() && !other.manifests.containsKey(folder))
                .map(other -> other.repository.id())
                .findFirst();
    }

    private boolean isLocal() {
        return repository.id().equals(LocalRepository.ID);
    }
}
