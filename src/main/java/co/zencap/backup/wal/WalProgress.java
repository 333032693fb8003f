package co.zencap.backup.wal;

import co.zencap.backup.postgres.Lsn;
import co.zencap.backup.postgres.WalServer.Moment;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * From what the server had written when, and what a repository has stored: as of which instant all can be recovered from it.
 * Thread-safe: who receives tells the one, who sends the other.
 */
final class WalProgress {
    private static final int REMEMBERED = 10_000;

    private final Deque<Moment> moments = new ArrayDeque<>();
    private Optional<Lsn> reached = Optional.empty();
    private Optional<Moment> recoverable = Optional.empty();
    private Optional<Reached> written = Optional.empty();

    /**
     * How far it is stored.
     *
     * @param place all before it is stored
     * @param recoverable all that was committed before this instant can be recovered
     * @param timeline on which branch of the log
     */
    record Reached(Lsn place, Instant recoverable, int timeline) {}

    /** The server has told how far it is. */
    synchronized void at(Moment moment) {
        moments.addLast(moment);
        if (moments.size() > REMEMBERED) {
            moments.removeFirst();
        }
    }

    /** All before this place is stored. */
    synchronized void stored(Lsn place) {
        if (reached.filter(before -> before.reaches(place)).isEmpty()) {
            reached = Optional.of(place);
        }
        while (!moments.isEmpty()
                && reached.orElseThrow().reaches(moments.peekFirst().flushed())) {
            recoverable = Optional.of(moments.removeFirst());
        }
    }

    /** How far all is stored. */
    synchronized Optional<Lsn> reached() {
        return reached;
    }

    /** The repository has been told this of itself: whoever recovers from it goes by that. */
    synchronized void written(Reached told) {
        written = Optional.of(told);
    }

    /** What it was told last; empty before the first time. */
    synchronized Optional<Reached> written() {
        return written;
    }

    /** Both of one moment; empty before there is an instant that can be recovered. */
    synchronized Optional<Reached> now() {
        return recoverable.map(moment -> new Reached(reached.orElseThrow(), moment.time(), moment.timeline()));
    }
}
