package co.zencap.backup.wal;

import co.zencap.backup.operation.Problem;
import co.zencap.backup.postgres.WalServer;
import co.zencap.backup.postgres.WalServer.Slot;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** That the server keeps its log until we have it, and no longer than its disk can bear. Not for several threads. */
final class WalSlot {
    private static final Logger LOG = LoggerFactory.getLogger(WalSlot.class);

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final WalServer server;
    private final String name;
    private final long limit;
    private long least = Long.MAX_VALUE;
    private Instant lessAt = Instant.EPOCH;

    WalSlot(WalServer server, String name, long limit) {
        this.server = server;
        this.name = name;
        this.limit = limit;
    }

    /**
     * Makes it where it is missing.
     *
     * @return false when somebody is receiving by it
     */
    boolean take(WalState state, Instant now) throws IOException {
        Optional<Slot> slot = server.slot(name);
        if (slot.isPresent() && slot.get().active()) {
            return false;
        }
        if (slot.isPresent() && (slot.get().lost() || isTooMuch(slot.get()))) {
            giveUp(slot.get(), state, now);
            // What it keeps from its last checkpoint on may be too much again.
            server.createSlot(name, false);
        } else if (slot.isEmpty()) {
            server.createSlot(name, true);
            LOG.info("Made the replication slot {}", name);
        }
        return true;
    }

    /** How it stands; empty when somebody has dropped it. */
    Optional<Slot> look() throws IOException {
        return server.slot(name);
    }

    /** Whether the server keeps more for us than it should. */
    boolean isTooMuch(Slot slot) {
        return slot.held() > limit;
    }

    /**
     * Whether it is too much and does not become less: a new slot may begin at the server's last checkpoint, and what is
     * received from there on needs a moment.
     */
    boolean staysTooMuch(Slot slot, Instant now) {
        if (!isTooMuch(slot)) {
            least = Long.MAX_VALUE;
            return false;
        }
        if (slot.held() < least) {
            least = slot.held();
            lessAt = now;
        }
        return !lessAt.plus(PATIENCE).isAfter(now);
    }

    /** Where nobody receives and the server keeps more for us than it should, it is told to keep nothing. */
    void relieve(WalState state, Instant now) throws IOException {
        Optional<Slot> slot = look();
        if (slot.filter(held -> !held.active() && isTooMuch(held)).isPresent()) {
            giveUp(slot.get(), state, now);
        }
    }

    /** The server's disk comes first: it may delete what we do not have yet. */
    void giveUp(Slot slot, WalState state, Instant now) throws IOException {
        server.endReceiver(name);
        drop();
        String why = slot.lost()
                ? "The server had to delete parts of its write-ahead log before they were received"
                        + " (max_slot_wal_keep_size)."
                : "The server was keeping " + slot.held() + " bytes of its write-ahead log for us, more than"
                        + " BACKUP_WAL_SLOT_MAX_MB, and was told to keep nothing: its disk comes first.";
        state.dropped(
                new Problem(
                        "The write-ahead log has a gap",
                        why + " What was committed from then until the next base backup ends can be recovered from"
                                + " dumps only.",
                        "A new base backup begins by itself. See why receiving or sending took so long; raise"
                                + " BACKUP_WAL_SLOT_MAX_MB if the server's disk can bear it."),
                now);
        LOG.error("{} The replication slot {} was dropped", why, name);
    }

    /** Whoever received by it takes a moment to let go of it. */
    private void drop() throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                server.dropSlot(name);
                return;
            } catch (IOException e) {
                if (tries == 10) {
                    throw e;
                }
                try {
                    Thread.sleep(200);
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    throw e;
                }
            }
        }
    }
}
