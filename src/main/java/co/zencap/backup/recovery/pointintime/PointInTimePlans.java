package co.zencap.backup.recovery.pointintime;

import co.zencap.backup.backup.Manifest;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.postgres.Lsn;
import co.zencap.backup.recovery.pointintime.RecoveryTarget.Kind;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.repository.StoredObject;
import co.zencap.backup.wal.WalArchive;
import co.zencap.backup.wal.WalLibrary;
import co.zencap.backup.wal.WalLibrary.Reach;
import co.zencap.backup.wal.WalPosition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the base backup from which the log leads to what somebody wants back; knows nothing but a repository and the key. */
public final class PointInTimePlans {
    private static final String BASE = "-base";

    /** How far the log reaches is written down every few seconds: a little more of it may be there. */
    private static final Duration UNWRITTEN = Duration.ofMinutes(1);

    private final Repository repository;
    private final Optional<MasterKey> masterKey;

    public PointInTimePlans(Repository repository, Optional<MasterKey> masterKey) {
        this.repository = repository;
        this.masterKey = masterKey;
    }

    /**
     * What somebody wants back.
     *
     * @param target the database's target, or that of its base backups; empty: the only one
     * @param where to which point
     * @param base from this base backup; empty: the one that suits best
     * @param cluster of this system identifier; empty: of any
     */
    public record Wish(Optional<String> target, RecoveryTarget where, Optional<String> base, Optional<String> cluster) {
        public Wish(Optional<String> target, RecoveryTarget where, Optional<String> base) {
            this(target, where, base, Optional.empty());
        }

        private boolean allows(Reach reach) {
            return base.filter(id -> !reach.manifest().id().value().equals(id)).isEmpty()
                    && cluster.filter(id -> !reach.base().systemIdentifier().equals(id))
                            .isEmpty();
        }
    }

    /** All base backups, the newest first, and how far the log brings each. */
    public List<Reach> all(Optional<String> target) throws IOException {
        var all = new ArrayList<Reach>();
        for (String each : targets(target)) {
            all.addAll(new WalLibrary(repository, each, masterKey).all());
        }
        return all;
    }

    private Set<String> targets(Optional<String> wanted) throws IOException {
        try (Stream<StoredObject> objects = repository.list("")) {
            return objects.map(object -> object.key().split("/"))
                    .filter(parts ->
                            parts.length == 3 && parts[2].equals(Manifest.FILE_NAME) && parts[0].endsWith(BASE))
                    .map(parts -> parts[0])
                    .filter(target -> wanted.filter(name -> !target.equals(name) && !target.equals(name + BASE))
                            .isEmpty())
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (UncheckedIOException e) {
            throw e.getCause(); // of a later page
        }
    }

    /** @throws IOException when nothing leads there; says what does */
    public Reach choose(Wish wish) throws IOException {
        Set<String> targets = targets(wish.target());
        if (targets.size() > 1) {
            throw new IOException("The repository has base backups of several targets: " + String.join(", ", targets)
                    + ". HINT: name one with --target.");
        }
        List<Reach> all = all(wish.target());
        List<Reach> usable = all.stream()
                .filter(Reach::usable)
                .filter(wish::allows)
                .filter(reach -> comesBefore(reach, wish.where()))
                .toList();
        boolean unknownPlace = wish.where().kind() == Kind.XID || wish.where().kind() == Kind.NAME;
        List<Reach> whole =
                usable.stream().filter(reach -> reach.chain().isWhole()).toList();
        Reach chosen = (whole.isEmpty() || !unknownPlace ? usable : whole)
                .stream()
                        // Where the point lies is not known before it is seen: the longest way passes it surely.
                        .reduce((newer, older) -> unknownPlace
                                        && older.base()
                                                .systemIdentifier()
                                                .equals(newer.base().systemIdentifier())
                                ? older
                                : newer)
                        .orElseThrow(
                                () -> new IOException("No base backup leads to " + wish.where() + ". " + window(all)));
        Optional<Instant> end = chosen.position().map(WalPosition::recoverable);
        if (wish.where().time().isPresent()
                && end.map(written -> written.plus(UNWRITTEN))
                        .filter(wish.where().time().get()::isAfter)
                        .isPresent()) {
            throw new IOException("The log does not reach " + wish.where() + ". " + window(all));
        }
        return chosen;
    }

    /** What has to come back from an archive tier before a point can be recovered. */
    public ArchivedParts archived(Reach reach, RecoveryTarget where) throws IOException {
        WalArchive log = WalArchive.open(
                repository, reach.manifest().target(), reach.base().systemIdentifier(), masterKey);
        return ArchivedParts.find(repository, log, behind(reach, where), reach);
    }

    /**
     * A place in the log that surely lies behind a point: that itself, or where a later base backup of the cluster ends.
     *
     * @return empty where nothing tells; then it may be anywhere up to the end
     */
    private Optional<Lsn> behind(Reach reach, RecoveryTarget where) throws IOException {
        if (where.time().isEmpty()) {
            return where.place();
        }
        Instant time = where.time().get();
        return all(Optional.of(reach.manifest().target())).stream()
                .filter(each ->
                        each.base().systemIdentifier().equals(reach.base().systemIdentifier()))
                // On another branch the same places are of another time.
                .filter(each -> each.base().timeline() == reach.base().timeline()
                        && each.base().end().reaches(reach.base().end()))
                .filter(each -> moment(each).isAfter(time))
                .map(each -> each.base().end())
                .min(Lsn::compareTo);
    }

    private static boolean comesBefore(Reach reach, RecoveryTarget where) {
        Instant end = moment(reach);
        return where.time().filter(end::isAfter).isEmpty()
                && where.place()
                        .filter(place -> !place.reaches(reach.base().end()))
                        .isEmpty();
    }

    /** The first instant to which a base backup leads. */
    public static Instant moment(Reach reach) {
        return reach.manifest().source().orElseThrow().snapshotTime();
    }

    private static String window(List<Reach> all) {
        Optional<Instant> oldest =
                all.stream().filter(Reach::usable).map(PointInTimePlans::moment).min(Instant::compareTo);
        Optional<Instant> newest = all.stream()
                .filter(Reach::reachesTheEnd)
                .flatMap(reach -> reach.position().stream())
                .map(WalPosition::recoverable)
                .max(Instant::compareTo);
        return "HINT: "
                + oldest.map(from -> "what was there from " + from
                                + newest.map(to -> " to " + to).orElse(" on") + " can be recovered.")
                        .orElse("there is no base backup whose log is there; ./zencap recover --list shows the dumps.");
    }
}
