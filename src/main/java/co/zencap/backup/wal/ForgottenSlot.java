package co.zencap.backup.wal;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.alert.Sightings;
import co.zencap.backup.figures.Figures;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.postgres.WalServer;
import co.zencap.backup.postgres.WalServer.Slot;
import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where the log is not received any more: whether the server still keeps it for us, until its disk is full. The slot is not
 * dropped by itself, as another service of the same target may be about to go on by it.
 */
public final class ForgottenSlot {
    private final Settings settings;
    private final String node;
    private final Clock clock;

    public ForgottenSlot(Settings settings, String node, Clock clock) {
        this.settings = settings;
        this.node = node;
        this.clock = clock;
    }

    /** What is wrong now; nothing where the log is received here, whose own watch tells. */
    public Sightings look() throws IOException {
        Instant now = clock.instant();
        return new Sightings(
                "slot of " + node,
                now,
                settings.wal().isPresent()
                        ? List.of()
                        : forgotten().stream().map(slot -> alert(slot, now)).toList());
    }

    private Optional<Slot> forgotten() throws IOException {
        try (WalServer server = WalServer.open(settings.database())) {
            return server.slot(WalReceiver.slot(settings)).filter(slot -> !slot.active());
        }
    }

    private Alert alert(Slot slot, Instant now) {
        String name = WalReceiver.slot(settings);
        return Alert.of(
                        Level.ERROR,
                        "wal",
                        settings.baseTarget().value(),
                        new Problem(
                                "The server keeps its write-ahead log for nobody",
                                "It has kept " + Figures.bytes(slot.held()) + " of it by the replication slot " + name
                                        + ", by which nobody receives, and goes on until its disk is full.",
                                "SELECT pg_drop_replication_slot('" + name + "') on the server; or receive the log"
                                        + " again, with BACKUP_WAL_ENABLED=true."),
                        now)
                .about("forgotten slot");
    }
}
