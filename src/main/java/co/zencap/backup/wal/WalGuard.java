package co.zencap.backup.wal;

import co.zencap.backup.postgres.WalServer;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.settings.WalSettings;
import java.io.IOException;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the server's disk and ours while nobody else does: while receiving pauses, and while the server keeps whoever
 * receives waiting.
 */
public final class WalGuard {
    private static final Logger LOG = LoggerFactory.getLogger(WalGuard.class);

    private final Settings settings;
    private final WalSettings wal;
    private final WalReceiver receiver;
    private final Clock clock;

    public WalGuard(Settings settings, WalSettings wal, WalReceiver receiver, Clock clock) {
        this.settings = settings;
        this.wal = wal;
        this.receiver = receiver;
        this.clock = clock;
    }

    /** Has receiving pause when too much waits here, and the server keep nothing for us when that is too much. */
    public void look() throws IOException {
        if (receiver.isWatched()) {
            return;
        }
        receiver.pauseWhenFull();
        WalServer server;
        try {
            server = WalServer.open(settings.database());
        } catch (IOException e) {
            // Whoever receives tells of it; what can't be reached can't be relieved.
            LOG.debug("What the server keeps for us is not known: {}", e.getMessage());
            return;
        }
        try (server) {
            new WalSlot(server, WalReceiver.slot(settings), wal.slotLimit()).relieve(receiver.state(), clock.instant());
        }
    }
}
