package co.zencap.backup.wal;

import co.zencap.backup.operation.Problem;
import co.zencap.backup.postgres.Tablespace;
import co.zencap.backup.postgres.WalServer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What this node knows of the log. Thread-safe. */
public final class WalState {
    private Optional<WalServer.Identity> cluster = Optional.empty();
    private List<Tablespace> tablespaces = List.of();
    private Optional<Problem> problem = Optional.empty();
    private Instant problemSince;
    private Optional<Problem> dropped = Optional.empty();
    private Optional<Instant> droppedAt = Optional.empty();

    synchronized void cluster(WalServer.Identity identity) {
        cluster = Optional.of(identity);
    }

    /** The cluster that was reached last; empty before the first time. */
    public synchronized Optional<WalServer.Identity> cluster() {
        return cluster;
    }

    synchronized void tablespaces(List<Tablespace> seen) {
        tablespaces = List.copyOf(seen);
    }

    /** Those that the cluster had when it was last looked for them. */
    public synchronized List<Tablespace> tablespaces() {
        return tablespaces;
    }

    synchronized void failed(Problem why, Instant now) {
        problemSince = problem.isPresent() ? problemSince : now;
        problem = Optional.of(why);
    }

    synchronized void works() {
        problem = Optional.empty();
    }

    /** Why the log is not received or not sent; empty when it is. */
    public synchronized Optional<Problem> problem() {
        return problem;
    }

    /** Since when. */
    public synchronized Optional<Instant> problemSince() {
        return problem.map(p -> problemSince);
    }

    synchronized void dropped(Problem why, Instant now) {
        dropped = Optional.of(why);
        droppedAt = Optional.of(now);
    }

    /** A base backup has been made since the server gave up its log. */
    public synchronized void mended(Instant baseBackup) {
        if (droppedAt.filter(baseBackup::isAfter).isPresent()) {
            dropped = Optional.empty();
            droppedAt = Optional.empty();
        }
    }

    /** That the server deleted what we did not have; empty when that is mended. */
    public synchronized Optional<Problem> dropped() {
        return dropped;
    }

    /** When it did. */
    synchronized Optional<Instant> droppedAt() {
        return droppedAt;
    }
}
