package co.zencap.backup.wal;

import co.zencap.backup.postgres.WalServer.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Decides when the server is to begin a new segment, so that the one before is whole. Not for several threads. */
final class SegmentClosing {
    /** What a server writes that nobody uses; it is no reason for a segment. */
    private static final long IDLE_BYTES = 8192;

    private final Duration longest;
    private final long segmentBytes;
    private String open = "";
    private Optional<Instant> since = Optional.empty();

    SegmentClosing(Duration longest, long segmentBytes) {
        this.longest = longest;
        this.segmentBytes = segmentBytes;
    }

    /** Whether the segment that is open has had changes in it for as long as it may. */
    boolean isDue(Moment now) {
        if (!now.segment().equals(open)) {
            open = now.segment();
            since = Optional.empty();
        }
        boolean used = Long.remainderUnsigned(now.inserted().value(), segmentBytes) > IDLE_BYTES;
        if (used && since.isEmpty()) {
            since = Optional.of(now.time());
        }
        return since.filter(begin -> !begin.plus(longest).isAfter(now.time())).isPresent();
    }
}
