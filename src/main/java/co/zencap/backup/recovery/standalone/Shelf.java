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
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All backups of a repository, found without a catalog. */
public final class Shelf {
    private static final Logger LOG = LoggerFactory.getLogger(Shelf.class);
    private static final String OF_ALL = "-full";

    private final RepositoryPlace place;
    private final Optional<MasterKey> key;
    private final RunningOperation operation;
    private final Map<String, List<BackupId>> ids;
    private final Set<String> passedOver = new LinkedHashSet<>(); // one that is looked at twice is told of once
    /** The keys of those that were passed over because theirs was not given. */
    private final Map<BackupId, String> otherKeys = new HashMap<>();

    private List<Manifest> aside = List.of();
    private boolean anyOpened;

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

        private final boolean toldOfSafety;

        NoBackup(String message, boolean toldOfSafety) {
            super(message);
            this.toldOfSafety = toldOfSafety;
        }

        /**
         * The same where something else is there, and how to ask for that.
         *
         * @param there a sentence without its end
         */
        public NoBackup but(String there, String hint) {
            return new NoBackup(reason(getMessage()) + ". " + there + ". HINT: " + hint, toldOfSafety);
        }

        /** Of two repositories that have none: this, or the other where only that tells of a safety backup that would do. */
        public NoBackup or(NoBackup other) {
            return toldOfSafety || !other.toldOfSafety ? this : other;
        }
    }

    /**
     * What somebody wants back.
     *
     * @param target empty: the only one that will do
     * @param at the newest backup that shows this moment or an earlier one; empty: the newest
     * @param kind database: with one, whatever else; files: with file sets; full: of both
     * @param fileSet with this one; empty: with any
     * @param safety whether it is what a recovery has replaced
     */
    public record Wish(
            Optional<String> target, Optional<Instant> at, Kind kind, Optional<String> fileSet, SafetyChoice safety) {
        boolean takes(Manifest manifest) {
            return fits(manifest) && safety.takes(manifest);
        }

        /** Whether it would do, but for the question who has made it and why. */
        private boolean fits(Manifest manifest) {
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
        aside = new ArrayList<>();
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
        if (byFamily.isEmpty()) {
            requireFittingKey();
        }
        Manifest chosen = byFamily.values().stream().findFirst().orElseThrow(() -> noBackup(wish));
        return place.retrievals().open(place.repository(), chosen.target(), chosen.id(), key, operation);
    }

    private static String whoWantsIt(Manifest safety) {
        String recovery = safety.safetyOf().orElseThrow();
        return "--from-safety-backup=" + recovery + " (\"fromSafetyBackup\": \"" + recovery
                + "\") restores it, and table restore --backup " + safety.id() + " tables of it.";
    }

    private NoBackup noBackup(Wish wish) {
        String what =
                switch (wish.kind()) {
                    case DATABASE -> " with a database";
                    case FILES -> " with files";
                    case FULL -> " of a full system";
                    case BASE -> " of a whole cluster";
                };
        return new NoBackup(
                "There is no backup" + what + " in " + place.shown()
                        + wish.target().map(name -> " of target " + name).orElse("")
                        + wish.fileSet().map(name -> " with file set " + name).orElse("")
                        + wish.at().map(time -> " at or before " + time).orElse("")
                        + (wish.safety().wanted()
                                ? " that "
                                        + wish.safety()
                                                .recovery()
                                                .map(id -> "recovery " + id)
                                                .orElse("a recovery") + " has made of what it replaced"
                                : "")
                        + (passedOver.isEmpty()
                                ? ""
                                : " that can be opened: "
                                        + reason(passedOver.iterator().next()))
                        + aside.stream()
                                .findFirst()
                                .flatMap(Manifest::safety)
                                .map(sentence -> " but one: " + reason(sentence))
                                .orElse("")
                        + ". HINT: " + hint(),
                !aside.isEmpty());
    }

    private String hint() {
        if (ids.isEmpty()) {
            return "check bucket and prefix; nothing that is there looks like a backup.";
        }
        return aside.isEmpty()
                ? "./zencap recover --repository ... --list shows what there is: " + String.join(", ", ids.keySet())
                        + "."
                : whoWantsIt(aside.get(0));
    }

    /** Of a message, without what to do: the sentence that it becomes part of has its own end. */
    private static String reason(String message) {
        return message.split("HINT:", 2)[0].strip().replaceFirst("\\.$", "");
    }

    private Optional<Manifest> newest(String target, Wish wish) throws IOException {
        for (BackupId id : ids.get(target)) {
            Optional<Manifest> found = manifest(target, id, wish::fits);
            if (found.filter(wish::takes).isPresent()) {
                return found;
            }
            found.filter(each -> !wish.safety().wanted()).ifPresent(aside::add);
        }
        return Optional.empty();
    }

    /** One that can't be trusted or read is passed over, and told of; a repository that is away is not. */
    private Optional<Manifest> manifest(String target, BackupId id, Predicate<Manifest> wanted) throws IOException {
        try {
            Manifest manifest = open(target, id);
            anyOpened = true;
            return Optional.of(manifest).filter(wanted);
        } catch (IOException e) {
            if (RepositoryFailure.awayIn(e).isPresent()) {
                throw e;
            }
            passedOver.add(e.getMessage());
            otherKey(target, id).ifPresent(needed -> otherKeys.put(id, needed));
            return Optional.empty();
        }
    }

    /** The key that a backup needs, as it says itself; empty when that is given, and something else is wrong. */
    private Optional<String> otherKey(String target, BackupId id) {
        try {
            return StoredBackup.openedBy(place.repository(), target, id)
                    .filter(needed -> key.map(given -> !given.knows(needed)).orElse(true));
        } catch (IOException e) {
            LOG.debug("Backup {} of {} does not say which key it needs", id, target, e);
            return Optional.empty();
        }
    }

    /**
     * Where every backup that was looked at was passed over because the key that was given is not theirs, that is what
     * somebody has to know.
     *
     * @throws NoBackup with the ids of both keys
     */
    public void requireFittingKey() throws NoBackup {
        if (!anyOpened && !otherKeys.isEmpty() && otherKeys.size() == passedOver.size()) {
            throw new NoBackup(
                    key.map(given -> "The key that was given (" + given.id() + ") does not fit: ")
                                    .orElse("No key was given: ")
                            + (otherKeys.size() == 1
                                    ? "the only backup needs "
                                    : "all " + otherKeys.size() + " backups need ")
                            + String.join(" or ", new TreeSet<>(otherKeys.values()))
                            + ". HINT: give the key with that id, by --key-file, or as BACKUP_ENCRYPTION_KEY or in"
                            + " BACKUP_ENCRYPTION_KEYS_OLD.",
                    false);
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

    /** Safety backups that the last choice has met and not taken, as nobody has asked for one. */
    public List<Manifest> aside() {
        return List.copyOf(aside);
    }

    /** Tells of those that are newer than what is chosen in the end; one text each. */
    public static List<String> leftAside(List<Manifest> aside, Manifest chosen) {
        return aside.stream()
                .filter(each -> moment(each).isAfter(moment(chosen)))
                .map(each -> each.safety().orElseThrow() + " It is newer than what is chosen, and left aside. HINT: "
                        + whoWantsIt(each))
                .distinct()
                .toList();
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
