package co.zencap.backup.wal;

import co.zencap.backup.operation.Problem;
import co.zencap.backup.postgres.Tablespace;
import co.zencap.backup.postgres.WalServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What this node knows of the log. Thread-safe. */
public final class WalState {
    /**
     * A repository in which nothing has arrived for so long while something is sent to it does not answer. By a slow line four
     * segments side by side take minutes.
     */
    private static final Duration SILENCE = Duration.ofMinutes(6);

    private final Map<String, Unsent> unsent = new TreeMap<>();
    private final Map<String, Instant> moving = new TreeMap<>();
    private Optional<WalServer.Identity> cluster = Optional.empty();
    private List<Tablespace> tablespaces = List.of();
    private Optional<Problem> problem = Optional.empty();
    private Instant problemSince;
    private Optional<Problem> dropped = Optional.empty();
    private Optional<Instant> droppedAt = Optional.empty();

    synchronized void cluster(WalServer.Identity identity) {
        cluster = Optional.of(identity);
        unsent.values().removeIf(each -> !isReceived(each.cluster()));
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

    /** It is not received. */
    synchronized void failed(Problem why, Instant now) {
        problemSince = problem.isPresent() ? problemSince : now;
        problem = Optional.of(why);
    }

    synchronized boolean isFailed() {
        return problem.isPresent();
    }

    /** It is received, or another node does that. */
    synchronized void works() {
        problem = Optional.empty();
    }

    /** Something is sent to a repository, or a part of it has come there. */
    synchronized void moves(String repository, Instant now) {
        moving.put(repository, now);
    }

    /** Nothing is sent to it now. */
    synchronized void rests(String repository) {
        moving.remove(repository);
    }

    /** It has taken what it was sent of a cluster; of another than the one that is received nobody is told. */
    synchronized void sent(String repository, String systemIdentifier) {
        Unsent before = unsent.get(repository);
        if (before != null && before.cluster().equals(systemIdentifier)) {
            unsent.remove(repository);
        }
    }

    /** It has not. */
    synchronized void unsent(String repository, String systemIdentifier, Problem why, Instant now) {
        if (isReceived(systemIdentifier)) {
            Unsent before = unsent.get(repository);
            unsent.put(
                    repository, new Unsent(repository, systemIdentifier, why, before == null ? now : before.since()));
        }
    }

    /** Before a server was reached all that lies here may be the last of one that is gone. */
    private boolean isReceived(String systemIdentifier) {
        return cluster.map(known -> known.systemIdentifier().equals(systemIdentifier))
                .orElse(true);
    }

    private record Unsent(String repository, String cluster, Problem why, Instant since) {}

    private Optional<Unsent> unsent(String repository, Instant now) {
        Instant moved = moving.get(repository);
        if (moved != null && moved.plus(SILENCE).isBefore(now)) {
            var silent = new Problem(
                    "The write-ahead log is not sent to " + repository,
                    "Nothing has arrived there since " + moved + ".",
                    "See whether it answers, and how fast the line is. What waits for it is sent when it does; others get theirs meanwhile.");
            return Optional.of(new Unsent(repository, "", silent, moved));
        }
        return Optional.ofNullable(unsent.get(repository));
    }

    private List<Unsent> unsent(Instant now) {
        var all = new ArrayList<Unsent>();
        var repositories = new TreeMap<String, Object>(moving);
        repositories.putAll(unsent);
        repositories.keySet().forEach(each -> unsent(each, now).ifPresent(all::add));
        return all;
    }

    /** Why the log is not sent to one repository; empty when it is. */
    synchronized Optional<Problem> unsentTo(String repository, Instant now) {
        return unsent(repository, now).map(Unsent::why);
    }

    /** Why the log is not received, or which repositories do not get it; empty when all is well. */
    public synchronized Optional<Problem> problem(Instant now) {
        return problem.or(() -> notSent(now));
    }

    /** Which repositories do not get the log, and why; empty when all do. */
    synchronized Optional<Problem> notSent(Instant now) {
        List<Unsent> all = unsent(now);
        if (all.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Problem(
                "The write-ahead log is not sent to "
                        + String.join(
                                " and ", all.stream().map(Unsent::repository).toList()),
                String.join(" ", all.stream().map(each -> each.why().detail()).toList()),
                all.get(0).why().hint()));
    }

    /** Since when. */
    public synchronized Optional<Instant> problemSince(Instant now) {
        return problem.isPresent() ? Optional.of(problemSince) : notSentSince(now);
    }

    /** Since when they don't. */
    synchronized Optional<Instant> notSentSince(Instant now) {
        return unsent(now).stream().map(Unsent::since).min(Comparator.naturalOrder());
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
