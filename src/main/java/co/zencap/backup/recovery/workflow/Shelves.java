package co.zencap.backup.recovery.workflow;

import co.zencap.backup.backup.BackupId;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.backup.Manifest.Kind;
import co.zencap.backup.backup.Retrievals;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.recovery.standalone.RepositoryPlace;
import co.zencap.backup.recovery.standalone.SafetyChoice;
import co.zencap.backup.recovery.standalone.Shelf;
import co.zencap.backup.recovery.standalone.Shelf.NoBackup;
import co.zencap.backup.recovery.standalone.Shelf.Wish;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The backups of all repositories, found without a catalog. Used for one plan. */
final class Shelves {
    private static final Logger LOG = LoggerFactory.getLogger(Shelves.class);

    private final Settings settings;
    private final Map<String, Shelf> shelves = new LinkedHashMap<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private IOException away;

    /**
     * Looks through them. A repository that is away is told of; the others may do.
     *
     * @param repositories the nearest first
     */
    Shelves(Settings settings, List<Repository> repositories, Retrievals retrievals, RunningOperation operation) {
        this.settings = settings;
        for (Repository repository : repositories) {
            var place = new RepositoryPlace(repository, retrievals, "repository " + repository.id(), () -> {});
            try {
                shelves.put(repository.id(), Shelf.of(place, settings.masterKey(), operation));
            } catch (IOException e) {
                note(repository.id(), e);
            }
        }
    }

    private void note(String repository, IOException e) {
        notes.add("The repository " + repository + " could not be asked: " + e.getMessage());
        away = away == null ? e : away;
    }

    /** What a person should know, one sentence each. */
    List<String> notes() {
        return List.copyOf(notes);
    }

    /**
     * The newest with the database that shows a moment or an earlier one; of the whole system, where files are wanted as well.
     *
     * @param safety whether it is a safety backup, and which
     */
    StoredBackup ofDatabase(String target, Optional<Instant> at, boolean withFiles, SafetyChoice safety)
            throws IOException {
        var aside = new ArrayList<Manifest>();
        StoredBackup chosen = choose(
                new Wish(Optional.of(target), at, withFiles ? Kind.FULL : Kind.DATABASE, Optional.empty(), safety),
                aside);
        requireOf(target, chosen.manifest());
        return told(chosen, aside);
    }

    /** What is restored in place of a database is a backup of that and of no other, whatever the names look like. */
    private void requireOf(String target, Manifest manifest) throws IOException {
        if (!isOf(target, manifest)) {
            throw new IOException("Backup " + manifest.id() + " is of " + manifest.target() + ", and not of " + target
                    + ". HINT: give targets names of which none is another's with -full behind it.");
        }
    }

    private boolean isOf(String target, Manifest manifest) {
        return manifest.target().equals(target) || settings.isPrimary(target) && settings.isPrimary(manifest.target());
    }

    /** The newest with a file set, which may be one of the whole system; a safety backup, or none. */
    StoredBackup ofFiles(String set, Optional<Instant> at, SafetyChoice safety) throws IOException {
        var aside = new ArrayList<Manifest>();
        StoredBackup own = null;
        NoBackup failure = null;
        try {
            own = choose(new Wish(Optional.of(set), at, Kind.FILES, Optional.of(set), safety), aside);
        } catch (NoBackup e) {
            failure = e;
        }
        try {
            StoredBackup full = choose(
                    new Wish(Optional.of(settings.target().value()), at, Kind.FULL, Optional.of(set), safety), aside);
            return told(own == null || moment(full).isAfter(moment(own)) ? full : own, aside);
        } catch (NoBackup e) {
            if (own == null) {
                throw failure.or(e);
            }
            return told(own, aside);
        }
    }

    /** The newest with the database, whether it has files or not; no safety backup. */
    Optional<Manifest> newestOfDatabase(String target, Optional<Instant> at) {
        return newest(new Wish(Optional.of(target), at, Kind.DATABASE, Optional.empty(), SafetyChoice.NONE))
                .filter(manifest -> isOf(target, manifest));
    }

    /** The newest of a file set alone; no safety backup. */
    Optional<Manifest> newestOfFiles(String set, Optional<Instant> at) {
        return newest(new Wish(Optional.of(set), at, Kind.FILES, Optional.of(set), SafetyChoice.NONE));
    }

    private Optional<Manifest> newest(Wish wish) {
        try {
            return Optional.of(choose(wish, new ArrayList<>()).manifest());
        } catch (IOException e) {
            LOG.debug("No other backup is told of", e); // a repository that is away is in the notes
            return Optional.empty();
        }
    }

    /** Whether a safety backup is newer is known when all repositories have been asked. */
    private StoredBackup told(StoredBackup chosen, List<Manifest> aside) {
        notes.addAll(Shelf.leftAside(aside, chosen.manifest()));
        return chosen;
    }

    /** @param aside gets the safety backups that are not taken */
    private StoredBackup choose(Wish wish, List<Manifest> aside) throws IOException {
        StoredBackup best = null;
        IOException failure = away;
        for (Map.Entry<String, Shelf> each : shelves.entrySet()) {
            Shelf shelf = each.getValue();
            try {
                StoredBackup found = shelf.choose(wish);
                shelf.passedOver().forEach(why -> notes.add("Passed over in repository " + each.getKey() + ": " + why));
                if (best == null || moment(found).isAfter(moment(best))) {
                    best = found;
                }
            } catch (NoBackup e) {
                failure = failure == null ? e : failure instanceof NoBackup none ? none.or(e) : failure;
            } catch (IOException e) {
                note(each.getKey(), e);
                failure = failure == null || failure instanceof NoBackup ? e : failure;
            }
            aside.addAll(shelf.aside());
        }
        if (best == null) {
            throw failure;
        }
        return best;
    }

    static Instant moment(StoredBackup backup) {
        return Shelf.moment(backup.manifest());
    }

    /** Opens what was chosen before. */
    static StoredBackup open(
            RecoveryRecord.Source source,
            Settings settings,
            List<Repository> repositories,
            Retrievals retrievals,
            RunningOperation operation)
            throws IOException {
        Repository repository = repositories.stream()
                .filter(each -> each.id().equals(source.repository()))
                .findFirst()
                .orElseThrow(() -> new IOException(
                        "There is no repository " + source.repository() + " any more. HINT: plan the recovery again."));
        return retrievals.open(repository, source.target(), new BackupId(source.id()), settings.masterKey(), operation);
    }
}
