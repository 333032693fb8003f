package co.zencap.backup.recovery.standalone;

import co.zencap.backup.backup.BackupId;
import co.zencap.backup.backup.ListedBackup;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.backup.Manifest.Kind;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.repository.RepositoryFailure;
import co.zencap.backup.repository.RepositoryFailure.Reason;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** All backups of a repository, found without a catalog. */
public final class Shelf {
    private static final String OF_ALL = "-full";

    private final RepositoryPlace place;
    private final Optional<MasterKey> key;
    private final RunningOperation operation;
    private final Map<String, List<BackupId>> ids;
    private final List<String> passedOver = new ArrayList<>();

    private Shelf(
            RepositoryPlace place,
            Optional<MasterKey> key,
            RunningOperation operation,
            Map<String, List<BackupId>> ids) {
        this.place = place;
        this.key = key;
        this.operation = operation;
        this.ids = ids;
    }

    /** Looks through a repository. */
    public static Shelf of(RepositoryPlace place, Optional<MasterKey> key, RunningOperation operation)
            throws IOException {
        operation.phase("look for backups", 0);
        var ids = new TreeMap<String, List<BackupId>>();
        for (ListedBackup each : ListedBackup.in(place.repository(), "")) {
            ids.computeIfAbsent(each.target(), target -> new ArrayList<>()).add(each.id());
        }
        return new Shelf(place, key, operation, ids);
    }

    /** Several targets would do, and one has to be chosen. */
    public static final class SeveralTargets extends IOException {
        private static final long serialVersionUID = 1L;

        private final transient List<Manifest> newest;

        SeveralTargets(List<Manifest> newest) {
            super("The repository has backups of several targets: "
                    + String.join(", ", newest.stream().map(Manifest::target).toList())
                    + ". HINT: name one with --target.");
            this.newest = newest;
        }

        /** The newest backup of each. */
        public List<Manifest> newest() {
            return newest;
        }
    }

    /** There is no such backup. */
    public static final class NoBackup extends IOException {
        private static final long serialVersionUID = 1L;

        NoBackup(String message) {
            super(message);
        }
    }

    /**
     * What somebody wants back.
     *
     * @param target empty: the only one that will do
     * @param at the newest backup that shows this moment or an earlier one; empty: the newest
     * @param kind database: with one, whatever else; files: with file sets; full: of both
     * @param fileSet with this one; empty: with any
     */
    public record Wish(Optional<String> target, Optional<Instant> at, Kind kind, Optional<String> fileSet) {
        boolean takes(Manifest manifest) {
            boolean content =
                    switch (kind) {
                        case DATABASE -> manifest.kind().hasDatabase();
                        case FILES -> !manifest.fileSets().isEmpty();
                        case FULL -> manifest.kind() == Kind.FULL;
                        case BASE -> manifest.kind() == Kind.BASE;
                    };
            boolean files = fileSet.map(name -> manifest.fileSets().stream()
                            .anyMatch(set -> set.set().equals(name)))
                    .orElse(true);
            return content
                    && files
                    && at.map(time -> !moment(manifest).isAfter(time)).orElse(true);
        }
    }

    /** As of when a backup shows its target. */
    public static Instant moment(Manifest manifest) {
        return manifest.source().map(Manifest.Source::snapshotTime).orElse(manifest.createdAt());
    }

    /** Every backup's manifest, by target, the newest first; those that can't be read are passed over. */
    public List<Manifest> all(Optional<String> target) throws IOException {
        var all = new ArrayList<Manifest>();
        for (String each : ids.keySet()) {
            if (target.map(name -> isOf(each, name)).orElse(true)) {
                for (BackupId id : ids.get(each)) {
                    manifest(each, id, m -> true).ifPresent(all::add);
                }
            }
        }
        return all;
    }

    /** @throws SeveralTargets when the wish names none and more than one will do */
    public StoredBackup choose(Wish wish) throws IOException {
        // A database's own backups and those of the full system it belongs to are of the same database.
        var byFamily = new TreeMap<String, Manifest>();
        for (String target : ids.keySet()) {
            if (wish.target().map(name -> isOf(target, name)).orElse(true)) {
                Optional<Manifest> newest = newest(target, wish);
                if (newest.isPresent()) {
                    byFamily.merge(
                            family(target, wish.target()),
                            newest.get(),
                            (a, b) -> moment(a).isBefore(moment(b)) ? b : a);
                }
            }
        }
        if (byFamily.size() > 1) {
            throw new SeveralTargets(List.copyOf(byFamily.values()));
        }
        Manifest chosen = byFamily.values().stream().findFirst().orElseThrow(() -> noBackup(wish));
        return place.retrievals().open(place.repository(), chosen.target(), chosen.id(), key, operation);
    }

    private NoBackup noBackup(Wish wish) {
        String what =
                switch (wish.kind()) {
                    case DATABASE -> " with a database";
                    case FILES -> " with files";
                    case FULL -> " of a full system";
                    case BASE -> " of a whole cluster";
                };
        return new NoBackup("There is no backup" + what + " in " + place.shown()
                + wish.target().map(name -> " of target " + name).orElse("")
                + wish.fileSet().map(name -> " with file set " + name).orElse("")
                + wish.at().map(time -> " at or before " + time).orElse("")
                + (passedOver.isEmpty() ? "" : " that can be opened: " + passedOver.get(0))
                + (ids.isEmpty()
                        ? ". HINT: check bucket and prefix; nothing that is there looks like a backup."
                        : ". HINT: ./zencap recover --repository ... --list shows what there is: "
                                + String.join(", ", ids.keySet()) + "."));
    }

    private Optional<Manifest> newest(String target, Wish wish) throws IOException {
        for (BackupId id : ids.get(target)) {
            Optional<Manifest> found = manifest(target, id, wish::takes);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** One that can't be trusted or read is passed over, and told of; a repository that is away is not. */
    private Optional<Manifest> manifest(String target, BackupId id, Predicate<Manifest> wanted) throws IOException {
        try {
            return Optional.of(open(target, id)).filter(wanted);
        } catch (IOException e) {
            if (RepositoryFailure.awayIn(e).isPresent()) {
                throw e;
            }
            passedOver.add(e.getMessage());
            return Optional.empty();
        }
    }

    private Manifest open(String target, BackupId id) throws IOException {
        try {
            return StoredBackup.manifest(place.repository(), target, id, key);
        } catch (RepositoryFailure e) {
            if (e.reason() != Reason.ARCHIVED) {
                throw e;
            }
            return place.retrievals()
                    .open(place.repository(), target, id, key, operation)
                    .manifest();
        }
    }

    private static boolean isOf(String target, String name) {
        return target.equals(name) || target.equals(name + OF_ALL);
    }

    private static String family(String target, Optional<String> named) {
        return named.orElse(target.endsWith(OF_ALL) ? target.substring(0, target.length() - OF_ALL.length()) : target);
    }

    /** Backups that were passed over, and why; one text each. */
    public List<String> passedOver() {
        return List.copyOf(passedOver);
    }
}
