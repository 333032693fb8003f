package co.zencap.backup.backup;

import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.repository.Repository;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where manifests lie, of whatever target, as the repositories list them; none is read. */
final class ManifestPlaces {
    private final Repository repository;
    private final List<ListedBackup> backups;
    private final Set<String> folders;

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
        backups = ListedBackup.in(repository, "");
        folders = backups.stream().map(ListedBackup::folder).collect(Collectors.toSet());
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

    private Stream<Place> places(List<ManifestPlaces> all) {
        return backups.stream()
                .map(each -> new Place(
                        repository,
                        each.target(),
                        each.id(),
                        each.manifest().size(),
                        each.manifest().lastModified(),
                        each.held(),
                        missingIn(each.folder(), all)));
    }

    /** What is here and not off site is to be sent there; nothing is ever brought back by itself. */
    private Optional<String> missingIn(String folder, List<ManifestPlaces> all) {
        return all.stream()
                .filter(other -> isLocal() && !other.isLocal() && !other.folders.contains(folder))
                .map(other -> other.repository.id())
                .findFirst();
    }

    private boolean isLocal() {
        return repository.id().equals(LocalRepository.ID);
    }
}
