package co.zencap.backup.backup;

import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.postgres.WalServer;
import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of the timer for incremental base backups: nothing where the server can't make them, as full ones come by a
 * timer of their own; else one at once, or as soon as the server can be asked. One that failed is made up for.
 */
public final class BaseIncrementTimer {
    private static final Logger LOG = LoggerFactory.getLogger(BaseIncrementTimer.class);
    private static final Duration AFTER_FAILURE = Duration.ofHours(1);

    private final Cluster cluster;
    private final String target;
    private final BackupRequests requests;
    private final Operations operations;
    private final Clock clock;
    private boolean wanted;
    private boolean told;

    /** Asks the server what it is. */
    interface Cluster {
        WalServer.Identity identity() throws IOException;
    }

    public BaseIncrementTimer(Settings settings, BackupRequests requests, Operations operations, Clock clock) {
        this(() -> asked(settings), settings.baseTarget().value(), requests, operations, clock);
    }

    BaseIncrementTimer(Cluster cluster, String target, BackupRequests requests, Operations operations, Clock clock) {
        this.cluster = cluster;
        this.target = target;
        this.requests = requests;
        this.operations = operations;
        this.clock = clock;
    }

    private static WalServer.Identity asked(Settings settings) throws IOException {
        try (WalServer server = WalServer.open(settings.database())) {
            return server.identity();
        }
    }

    /** The timer has fired: a {@link BackupRequest}, or nothing. */
    public synchronized List<Object> fired() {
        wanted = true;
        return attempt();
    }

    /** Asked every minute: the same for one that had to wait, or that failed. */
    public synchronized List<Object> followUp() {
        Instant late = clock.instant().minus(AFTER_FAILURE);
        wanted |= operations
                .latest(Kind.BACKUP, target)
                .filter(BackupRequests::isIncremental)
                .filter(last -> last.state() == Operation.State.FAILED)
                .filter(last -> !last.startedAt().isAfter(late))
                .isPresent();
        return wanted ? attempt() : List.of();
    }

    private List<Object> attempt() {
        WalServer.Identity now;
        try {
            now = cluster.identity();
        } catch (IOException e) {
            LOG.warn("Whether the server makes incremental base backups can't be asked now: {}", e.getMessage());
            return List.of();
        }
        wanted = false;
        if (now.major() < WalServer.INCREMENTAL_SINCE) {
            return List.of();
        }
        if (!now.summarizes()) {
            if (!told) {
                told = true;
                LOG.warn(
                        "No incremental base backups are made, full ones are: the server's setting summarize_wal is off."
                                + " HINT: ALTER SYSTEM SET summarize_wal = on; SELECT pg_reload_conf();");
            }
            return List.of();
        }
        told = false;
        // Empty while a base backup is being made, which serves as well.
        return requests.increment(target).map(List::<Object>of).orElse(List.of());
    }
}
