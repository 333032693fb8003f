package co.zencap.backup.wal;

import co.zencap.backup.postgres.Lsn;
import co.zencap.backup.postgres.WalServer.Moment;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * From what the server had written when, and what is stored: as of which instant all can be recovered. Not for several
 * threads.
 */
final class WalProgress {
    private static final int REMEMBERED = 10_000;

    private final Deque<Moment> moments = new ArrayDeque<>();
    private Optional<Lsn> reached = Optional.empty();
    private Optional<Moment> recoverable = Optional.empty();

    /** The server has told how far it is. */
    void at(Moment moment) {
        moments.addLast(moment);
        if (moments.size() > REMEMBERED) {
            moments.removeFirst();
        }
    }

    /** All before this place is stored. */
    void stored(Lsn place) {
        if (reached.filter(before -> before.reaches(place)).isEmpty()) {
            reached = Optional.of(place);
        }
        while (!moments.isEmpty()
                && reached.orElseThrow().reaches(moments.peekFirst().flushed())) {
            recoverable = Optional.of(moments.removeFirst());
        }
    }

    /** How far all is stored. */
    Optional<Lsn> reached() {
        return reached;
    }

    /** All that was committed before this instant can be recovered. */
    Optional<Instant> recoverable() {
        return recoverable.map(Moment::time);
    }

    /** On which branch of the log. */
    Optional<Integer> timeline() {
        return recoverable.map(Moment::timeline);
    }
}
