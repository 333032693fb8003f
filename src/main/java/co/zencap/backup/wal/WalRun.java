package co.zencap.backup.wal;

import co.zencap.backup.postgres.Lsn;
import co.zencap.backup.postgres.WalServer.Moment;
import co.zencap.backup.repository.Repository;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One run of the receiving program, or the time after it, when nothing more comes in: how far it has received, and how far each
 * repository has it. Thread-safe.
 */
final class WalRun {
    private final boolean receiving;
    private final long segmentBytes;
    private final Map<String, WalProgress> progress;
    private volatile Optional<Lsn> received;

    private WalRun(boolean receiving, long segmentBytes, Map<String, WalProgress> progress, Optional<Lsn> received) {
        this.receiving = receiving;
        this.segmentBytes = segmentBytes;
        this.progress = progress;
        this.received = received;
    }

    /** Nothing has been received yet: what lies here an earlier process left. */
    static WalRun none(List<Repository> repositories) {
        return new WalRun(false, 0, nothing(repositories), Optional.empty());
    }

    static WalRun begin(List<Repository> repositories, long segmentBytes) {
        return new WalRun(true, segmentBytes, nothing(repositories), Optional.empty());
    }

    private static Map<String, WalProgress> nothing(List<Repository> repositories) {
        return repositories.stream()
                .map(Repository::id)
                .collect(Collectors.toMap(Function.identity(), id -> new WalProgress()));
    }

    /** The time after this run. */
    WalRun over() {
        return new WalRun(false, segmentBytes, progress, received);
    }

    boolean isReceiving() {
        return receiving;
    }

    long segmentBytes() {
        return segmentBytes;
    }

    /** The server has told how far it is. */
    void at(Moment moment) {
        progress.values().forEach(each -> each.at(moment));
    }

    /** The program has told how far it has received; all before that lies in the folder, or was sent. */
    void received(Lsn place) {
        received = Optional.of(place);
    }

    Optional<Lsn> received() {
        return received;
    }

    /** How far one repository has it. */
    WalProgress of(String repository) {
        return progress.get(repository);
    }

    /**
     * How far all have it, as each has been told itself: nothing is promised that who recovers from it does not find written.
     * Empty while one has nothing.
     */
    Optional<WalProgress.Reached> everywhere() {
        List<Optional<WalProgress.Reached>> all =
                progress.values().stream().map(WalProgress::written).toList();
        return all.stream().anyMatch(Optional::isEmpty)
                ? Optional.empty()
                : all.stream().flatMap(Optional::stream).min(Comparator.comparing(WalProgress.Reached::recoverable));
    }

    /** As of which instant one repository has all; empty while it has nothing. */
    Optional<Instant> recoverable(String repository) {
        return of(repository).written().map(WalProgress.Reached::recoverable);
    }
}
