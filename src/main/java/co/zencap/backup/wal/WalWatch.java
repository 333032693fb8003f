package co.zencap.backup.wal;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.alert.Sightings;
import co.zencap.backup.backup.BackupRequests;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.postgres.Tablespace;
import co.zencap.backup.postgres.WalServer;
import co.zencap.backup.wal.WalLibrary.Reach;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Looks whether there is a base backup that the log brings to now, begins one where there is none, and tells of gaps and of
 * a log that is not received or not sent.
 */
public final class WalWatch {
    /** A base backup that failed is not begun again at once. */
    private static final Duration AFTER_FAILURE = Duration.ofMinutes(10);

    /** One that was made may take as long to come into the repository; until then no other is begun. */
    private static final Duration ON_ITS_WAY = Duration.ofDays(1);

    /** What is over by then was no more than a moment's. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String target;
    private final WalLibrary library;
    private final WalState state;
    private final BackupRequests requests;
    private final Operations operations;
    private final String node;
    private final Clock clock;
    private volatile List<Reach> bases = List.of();
    private volatile Optional<String> gap = Optional.empty();
    private Optional<String> gapBefore = Optional.empty();
    private String newestSeen = "";

    /** @param library of the repository that outlives this machine */
    public WalWatch(
            String target,
            WalLibrary library,
            WalState state,
            BackupRequests requests,
            Operations operations,
            String node,
            Clock clock) {
        this.target = target;
        this.library = library;
        this.state = state;
        this.requests = requests;
        this.operations = operations;
        this.node = node;
        this.clock = clock;
    }

    /** Looks through the repository; what the catalog should know of it. */
    public synchronized List<CatalogEntry> look() throws IOException {
        bases = List.copyOf(library.all());
        bases.stream()
                .map(reach -> reach.manifest().id().value())
                .filter(id -> id.compareTo(newestSeen) > 0)
                .findFirst()
                .ifPresent(id -> newestSeen = id);
        // Segments are sent side by side: what is missing at one look may be there at the next.
        Optional<String> seen =
                ofThisCluster().flatMap(reach -> reach.chain().gap()).map(segment -> segment.name());
        Optional<String> before = gapBefore;
        gap = seen.filter(name -> before.filter(name::equals).isPresent());
        gapBefore = seen;
        ofThisCluster()
                .filter(Reach::usable)
                .ifPresent(reach -> state.mended(reach.manifest().createdAt()));
        Optional<Instant> oldest = bases.stream()
                .filter(Reach::usable)
                .map(reach -> reach.manifest().source().orElseThrow().snapshotTime())
                .min(Instant::compareTo);
        boolean whole = ofThisCluster().filter(reach -> reach.chain().isWhole()).isPresent();
        return List.of(CatalogEntry.entry(
                "record-wal-window",
                "target",
                target,
                "oldestAt",
                oldest.orElse(null),
                "whole",
                whole,
                "gap",
                gap.orElse(null),
                "at",
                clock.instant()));
    }

    /** The newest base backup of the cluster that is there now. */
    private Optional<Reach> ofThisCluster() {
        Optional<String> number = state.cluster().map(WalServer.Identity::systemIdentifier);
        return bases.stream()
                .filter(reach ->
                        number.filter(reach.base().systemIdentifier()::equals).isPresent())
                .findFirst();
    }

    /** A base backup where none leads to now; nothing while one is made or sent, and for a while after one has failed. */
    public synchronized List<Object> due() {
        if (state.cluster().isEmpty() || state.problem(clock.instant()).isPresent()) {
            return List.of();
        }
        Optional<Operation> last = operations.latest(Operation.Kind.BACKUP, target);
        // Also where the server happened to have all of it still: that is what people were told.
        boolean dropped = state.droppedAt()
                .filter(at ->
                        last.map(Operation::startedAt).filter(at::isBefore).isEmpty())
                .isPresent();
        boolean needed = dropped
                || ofThisCluster().filter(Reach::usable).isEmpty()
                || gap.isPresent()
                || ofThisCluster().filter(this::lacksTablespace).isPresent();
        boolean tooSoon = last.filter(o -> o.state() == Operation.State.FAILED)
                .map(Operation::endedAt)
                .filter(end -> end.plus(AFTER_FAILURE).isAfter(clock.instant()))
                .isPresent();
        boolean onItsWay = last.filter(o -> o.state() == Operation.State.SUCCEEDED)
                .filter(o -> o.backupId().compareTo(newestSeen) > 0)
                .map(Operation::endedAt)
                .filter(end -> end.plus(ON_ITS_WAY).isAfter(clock.instant()))
                .isPresent();
        if (!needed || tooSoon || onItsWay || last.filter(Operation::isRunning).isPresent()) {
            return List.of();
        }
        return requests.of(Manifest.Kind.BASE, target).map(List::<Object>of).orElse(List.of());
    }

    /** The log from where one was made on is not replayed (see {@code TablespaceScan}). */
    private boolean lacksTablespace(Reach newest) {
        Set<Long> known =
                newest.base().tablespaces().stream().map(Tablespace::oid).collect(Collectors.toSet());
        return state.tablespaces().stream()
                // One inside the data directory is replayed like anything else.
                .filter(each -> each.location().startsWith("/"))
                .anyMatch(each -> !known.contains(each.oid()));
    }

    /** What is wrong with the log now; waits for nobody who looks. */
    public Sightings sightings() {
        Instant now = clock.instant();
        var alerts = new ArrayList<Alert>();
        Optional<String> missing = gap;
        state.problem(now)
                .filter(p -> state.problemSince(now)
                        .filter(since -> since.plus(PATIENCE).isBefore(now))
                        .isPresent())
                .ifPresent(problem -> alerts.add(alert(Level.ERROR, problem, "receive", now)));
        // The server is gone, and what an earlier process received last is not sent: either is told.
        boolean gone = state.cluster().isEmpty() && state.isFailed();
        state.notSent(now)
                .filter(p -> gone
                        && state.notSentSince(now)
                                .filter(since -> since.plus(PATIENCE).isBefore(now))
                                .isPresent())
                .ifPresent(problem -> alerts.add(alert(Level.ERROR, problem, "send", now)));
        state.dropped().ifPresent(problem -> alerts.add(alert(Level.CRITICAL, problem, "dropped", now)));
        missing.ifPresent(name -> alerts.add(alert(
                Level.CRITICAL,
                new Problem(
                        "The write-ahead log has a gap",
                        "The segment " + name + " is missing in the repository, and later ones are there: what was"
                                + " committed after it can't be recovered by the newest base backup.",
                        "A new base backup begins by itself. Find out who deleted it, or where it was lost."),
                "gap",
                now)));
        ofThisCluster()
                .flatMap(Reach::lacks)
                .ifPresent(lacks -> alerts.add(alert(
                        Level.CRITICAL,
                        new Problem(
                                "The newest base backup lacks one that it builds on",
                                lacks
                                        + " in the repository: neither this one nor the log after it can be recovered by it.",
                                "A full base backup begins by itself. Find out who deleted it, or where it was lost."),
                        "chain",
                        now)));
        return new Sightings("wal of " + node, now, alerts);
    }

    private Alert alert(Level level, Problem problem, String about, Instant now) {
        return Alert.of(level, "wal", target, problem, now).about(about);
    }
}
