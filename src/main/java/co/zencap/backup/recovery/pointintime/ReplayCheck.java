package co.zencap.backup.recovery.pointintime;

import co.zencap.backup.figures.Harmless;
import co.zencap.backup.recovery.pointintime.RecoveryTarget.Kind;
import co.zencap.backup.recovery.pointintime.TablespaceScan.Made;
import co.zencap.backup.wal.WalLibrary.Reach;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Whether a server that replays no further has come to where it should. Pure.
 *
 * @param where the point that is wanted
 * @param reach the base backup, and what is known of its log
 */
record ReplayCheck(RecoveryTarget where, Reach reach) {

    /**
     * Refuses what has not come there.
     *
     * @param barred what the log that the server gets was cut off before
     * @return what a person should know of it
     */
    List<String> require(LogReplay.End end, Optional<Made> barred) throws IOException {
        requireUnbarred(end, barred);
        return requireReached(end);
    }

    /** Up to a time the log may end before a tablespace, when the next transaction behind that ended later. */
    private void requireUnbarred(LogReplay.End end, Optional<Made> barred) throws IOException {
        if (barred.isEmpty() || end.stopped().isPresent()) {
            return;
        }
        Made made = barred.get();
        boolean same = where.time()
                .filter(time -> made.next().filter(time::isBefore).isPresent())
                .isPresent();
        if (!same) {
            throw new IOException("At " + made.at() + " a tablespace was made in " + Harmless.line(made.folder())
                    + ". A server that replays this empties that folder, which may be the live one's, so it is not"
                    + " replayed. HINT: recover to an instant before it"
                    + made.next().map(time -> ", and so before " + time).orElse("")
                    + ", or from a dump (./zencap disaster-recovery --from-dump).");
        }
    }

    /**
     * Up to a time of which is known that all before is there, the log may end without anything that comes after; any other
     * point has to be seen.
     */
    private List<String> requireReached(LogReplay.End end) throws IOException {
        String gap = reach.chain()
                .gap()
                .map(segment -> "The log lacks the segment " + segment.name()
                        + ": what was committed after it, up to "
                        + reach.position()
                                .map(position -> position.recoverable().toString())
                                .orElse("its end") + ", can't be recovered from this base backup.")
                .orElse("");
        if (end.stopped().isEmpty() && !gap.isEmpty()) {
            if (where.kind() != Kind.END) {
                throw new IOException(gap + " The log ends at " + end.place() + ", and " + where
                        + " does not come before. HINT: recover"
                        + " to the end of what is there, or from a newer base backup.");
            }
        }
        boolean known = reach.reachesTheEnd()
                && where.time()
                        .filter(time -> reach.position()
                                .filter(position -> !position.recoverable().isBefore(time))
                                .isPresent())
                        .isPresent();
        if (end.stopped().isEmpty() && where.kind() != Kind.END && !known) {
            throw new IOException("The log ends at " + end.place() + ", and " + where + " does not come before."
                    + " HINT: recover to the end of the log, or to another point.");
        }
        return end.stopped().isEmpty() && !gap.isEmpty() ? List.of(gap) : List.of();
    }
}
