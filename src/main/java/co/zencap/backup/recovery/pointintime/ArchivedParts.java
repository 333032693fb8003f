package co.zencap.backup.recovery.pointintime;

import co.zencap.backup.backup.Artifact.Role;
import co.zencap.backup.backup.Borrowed;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.backup.Retrievals;
import co.zencap.backup.key.WrappedKey;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.postgres.Lsn;
import co.zencap.backup.postgres.WalSegment;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.repository.StoredObject;
import co.zencap.backup.wal.WalArchive;
import co.zencap.backup.wal.WalLibrary.Reach;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What of a base backup and of the log that follows it lies in an archive tier. As a wait for it takes hours, all that will
 * surely be read is asked for at once; what turns out to be needed beyond that is asked for as the server comes to it.
 */
public final class ArchivedParts {
    /** Segments more than a point is known to lie in: a server stops at what comes next, and reads ahead. */
    private static final int MARGIN = 6;

    /** Segments that are asked for at a time, should the server go further. */
    private static final int AT_A_TIME = 64;

    private final Repository repository;
    private final List<StoredObject> base;
    private final SortedMap<String, StoredObject> needed = new TreeMap<>();
    private final SortedMap<String, StoredObject> beyond = new TreeMap<>();

    private ArchivedParts(Repository repository, List<StoredObject> base) {
        this.repository = repository;
        this.base = base;
    }

    /**
     * Looks for it; reads nothing but lists.
     *
     * @param behind a place in the log that surely lies behind the point; empty: where it is is not known
     */
    static ArchivedParts find(Repository repository, WalArchive log, Optional<Lsn> behind, Reach reach)
            throws IOException {
        var parts = new ArchivedParts(repository, base(repository, reach.manifest()));
        var away = new TreeMap<String, StoredObject>(log.files());
        away.values().removeIf(object -> !object.isArchived());
        if (away.isEmpty()) {
            return parts;
        }
        long bytes = reach.base().segmentBytes();
        long first = WalSegment.of(0, reach.base().start(), bytes).number();
        long last = behind.map(place -> WalSegment.of(0, place, bytes).number() + MARGIN)
                .orElse(Long.MAX_VALUE);
        away.forEach((name, object) -> {
            long number = WalSegment.parse(name.replace(WalSegment.PARTIAL, ""), bytes)
                    .map(WalSegment::number)
                    .orElse(-1L);
            if (number > last) {
                parts.beyond.put(name, object);
            } else if (number >= first || name.endsWith(WalSegment.HISTORY)) {
                parts.needed.put(name, object);
            }
        });
        return parts;
    }

    private static List<StoredObject> base(Repository repository, Manifest manifest) throws IOException {
        Set<String> read = new HashSet<>(Set.of(manifest.folder() + WrappedKey.FILE_NAME));
        manifest.artifacts().stream()
                .filter(artifact -> artifact.role() == Role.BASE)
                .forEach(artifact -> read.add(manifest.folder() + artifact.name()));
        Set<String> folders = new HashSet<>(Set.of(manifest.folder()));
        for (Borrowed each : manifest.base().orElseThrow().chain()) {
            read.addAll(List.of(each.key(), each.keyFile()));
            folders.add(each.folder());
        }
        var away = new ArrayList<StoredObject>();
        for (String folder : folders) {
            try (Stream<StoredObject> objects = repository.list(folder)) {
                objects.filter(object -> object.isArchived() && read.contains(object.key()))
                        .forEach(away::add);
            } catch (UncheckedIOException e) {
                throw e.getCause(); // of a later page
            }
        }
        return away;
    }

    /** How many objects will be asked for at once. */
    public int objects() {
        return base.size() + needed.size();
    }

    /** How large these are together. */
    public long bytes() {
        return Stream.concat(base.stream(), needed.values().stream())
                .mapToLong(StoredObject::size)
                .sum();
    }

    /** Asks for all that will surely be read, and waits. */
    void bring(Retrievals retrievals, RunningOperation operation) throws IOException {
        List<String> keys = Stream.concat(base.stream(), needed.values().stream())
                .map(StoredObject::key)
                .toList();
        retrievals.bring(repository, keys, operation);
    }

    /** Whether there is more of the log than will be asked for at once. */
    boolean hasMore() {
        return !beyond.isEmpty();
    }

    /** Whether a file of the log can't be read before {@link #bringFrom}. */
    synchronized boolean isAway(String name) {
        return beyond.containsKey(name) || beyond.containsKey(name + WalSegment.PARTIAL);
    }

    /** Asks for a file of the log and for those that follow it, and waits. */
    void bringFrom(String name, Retrievals retrievals, RunningOperation operation) throws IOException {
        List<String> names;
        List<String> keys;
        synchronized (this) {
            names = beyond.tailMap(name).keySet().stream().limit(AT_A_TIME).toList();
            keys = names.stream().map(each -> beyond.get(each).key()).toList();
        }
        retrievals.bring(repository, keys, operation);
        synchronized (this) {
            names.forEach(beyond::remove);
        }
    }
}
