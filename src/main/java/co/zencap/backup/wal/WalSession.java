package co.zencap.backup.wal;

import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.disk.FileTree;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.postgres.Lsn;
import co.zencap.backup.postgres.PassFile;
import co.zencap.backup.postgres.ToolProcess;
import co.zencap.backup.postgres.WalServer;
import co.zencap.backup.postgres.WalServer.Moment;
import co.zencap.backup.postgres.WalServer.Slot;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.settings.WalSettings;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of the receiving program: owns it, its passfile, and the session with the server. Not for several threads, but for
 * looking whether somebody looks after the disks, and for pausing.
 */
final class WalSession {
    private static final Logger LOG = LoggerFactory.getLogger(WalSession.class);

    /** What a server says that can't go on from where we are: it left the log's branch before, or deleted what comes next. */
    private static final Pattern NO_WAY_ON = Pattern.compile("not in this server's history|has already been removed");

    /** So often what is not whole yet is sent: so much may be lost with the server and this machine. */
    private static final Duration PARTIALS = Duration.ofSeconds(3);

    /** So often it is written down how far the log reaches. */
    private static final Duration POSITIONS = Duration.ofSeconds(5);

    /** So often it is looked for tablespaces that were made. */
    private static final Duration TABLESPACES = Duration.ofSeconds(30);

    private final Settings settings;
    private final WalSettings wal;
    private final WalServer server;
    private final WalServer.Identity cluster;
    private final WalSlot slot;
    private final WalSender sender;
    private final PassFile passFile;
    private final WalState state;
    private final Clock clock;
    private final SegmentClosing closing;
    private final WalProgress progress = new WalProgress();
    private volatile Optional<ToolProcess> tool = Optional.empty();
    private volatile Instant lookedAt = Instant.EPOCH;
    private volatile boolean paused;
    private Instant partialAt = Instant.EPOCH;
    private Instant positionAt = Instant.EPOCH;
    private Instant tablespacesAt = Instant.EPOCH;

    WalSession(
            Settings settings,
            WalSettings wal,
            WalServer server,
            WalServer.Identity cluster,
            WalSlot slot,
            WalSender sender,
            PassFile passFile,
            WalState state,
            Clock clock) {
        this.settings = settings;
        this.wal = wal;
        this.server = server;
        this.cluster = cluster;
        this.slot = slot;
        this.sender = sender;
        this.passFile = passFile;
        this.state = state;
        this.clock = clock;
        this.closing = new SegmentClosing(wal.longestSegment(), cluster.segmentBytes());
    }

    void attend(ToolProcess running) {
        tool = Optional.of(running);
    }

    boolean isAlive() {
        return tool.filter(ToolProcess::isAlive).isPresent();
    }

    List<CatalogEntry> round() throws IOException {
        Moment now = server.now();
        progress.at(now);
        Slot held = slot.look()
                .orElseThrow(() -> new IOException("The replication slot was dropped by somebody."
                        + " HINT: it is made anew; what the server deleted meanwhile shows as a gap."));
        if (slot.staysTooMuch(held, clock.instant())) {
            slot.giveUp(held, state, clock.instant());
            throw new IOException("The server was keeping too much of its log for us.");
        }
        lookedAt = clock.instant();
        lookForTablespaces();
        if (cluster.maySwitch() && closing.isDue(now)) {
            server.switchSegment();
        }
        IOException unsent = null;
        try {
            send(held.received());
            state.works();
        } catch (IOException e) {
            // What is received waits here as long as there is room for it.
            state.failed(Problem.of("The write-ahead log is not sent", e), clock.instant());
            unsent = e;
        }
        requireRoom(unsent);
        return entries(held);
    }

    /** One that the newest base backup lacks ends what can be recovered by it. */
    private void lookForTablespaces() throws IOException {
        Instant now = clock.instant();
        if (!now.isBefore(tablespacesAt.plus(TABLESPACES))) {
            tablespacesAt = now;
            state.tablespaces(server.tablespaces());
        }
    }

    /**
     * Where it is sent more slowly than it is received, or not at all, it waits on the server, within the slot's limit.
     *
     * @param unsent why it is not sent; null where it is
     */
    private void requireRoom(IOException unsent) throws IOException {
        long waiting = sender.backlog();
        if (waiting > wal.backlogLimit()) {
            throw new IOException(
                    waiting + " bytes of the write-ahead log wait here to be sent, more than BACKUP_WAL_BACKLOG_MB"
                            + (unsent == null ? "." : ": " + unsent.getMessage())
                            + " HINT: receiving goes on when they are sent; see why that takes so long.",
                    unsent);
        }
    }

    boolean lookedWithin(Duration time, Instant now) {
        return lookedAt.plus(time).isAfter(now);
    }

    /** Whoever sends may be waiting for a repository: so nothing is asked but how much lies here, sent or not. */
    void pauseWhenFull() throws IOException {
        long lying = sender.lying();
        if (lying > wal.backlogLimit() && isAlive()) {
            LOG.warn(
                    "Receiving the write-ahead log pauses: {} bytes of it lie here, more than BACKUP_WAL_BACKLOG_MB",
                    lying);
            state.failed(
                    new Problem(
                            "The write-ahead log is not received",
                            lying + " bytes of it wait here for a repository that takes long, more than"
                                    + " BACKUP_WAL_BACKLOG_MB.",
                            "Receiving goes on when they are sent; see why that takes so long."),
                    clock.instant());
            paused = true;
            tool.ifPresent(ToolProcess::close);
        }
    }

    /** Nothing of what is told to be stored may still be on its way: what is received is asked before it is sent. */
    private void send(Optional<Lsn> received) throws IOException {
        boolean news = received.isPresent() && !received.equals(progress.reached());
        boolean partial = news && !clock.instant().isBefore(partialAt.plus(PARTIALS));
        boolean all = sender.send(partial);
        if (partial) {
            partialAt = clock.instant();
        }
        if (received.isPresent() && all && (partial || !news)) {
            progress.stored(received.get());
        }
    }

    private List<CatalogEntry> entries(Slot held) throws IOException {
        Instant now = clock.instant();
        Optional<WalPosition> position = position();
        if (position.isEmpty() || now.isBefore(positionAt.plus(POSITIONS))) {
            return List.of();
        }
        positionAt = now;
        try {
            sender.position(position.get());
        } catch (IOException e) {
            state.failed(Problem.of("How far the write-ahead log reaches can't be written down", e), now);
            return List.of();
        }
        return List.of(CatalogEntry.entry(
                "record-wal",
                "target",
                settings.baseTarget().value(),
                "systemIdentifier",
                cluster.systemIdentifier(),
                "timeline",
                position.get().timeline(),
                "reached",
                position.get().reached().toString(),
                "recoverableAt",
                position.get().recoverable(),
                "heldBytes",
                held.held(),
                "backlogBytes",
                sender.backlog(),
                "at",
                now));
    }

    private Optional<WalPosition> position() {
        return progress.recoverable()
                .map(instant -> new WalPosition(
                        WalPosition.FORMAT_VERSION,
                        settings.baseTarget().value(),
                        cluster.systemIdentifier(),
                        progress.timeline().orElseThrow(),
                        progress.reached().orElseThrow(),
                        instant,
                        cluster.segmentBytes()));
    }

    /** Where the server has nothing any more that follows, all that was received is sent, and the next run begins where it can. */
    private void awaitSuccess(ToolProcess ended) throws IOException {
        try {
            ended.awaitSuccess();
        } catch (IOException e) {
            if (NO_WAY_ON.matcher(e.getMessage()).find()) {
                FileTree.delete(sender.folder());
            }
            throw e;
        }
    }

    /** Ends the program, sends what it received, and gives back all that was held. */
    void end() throws IOException {
        boolean byItself = tool.isPresent() && !isAlive();
        try (sender;
                server;
                passFile) {
            if (!byItself) {
                tool.ifPresent(ToolProcess::close);
            }
            sender.sendAll();
            if (byItself && !paused) {
                awaitSuccess(tool.get());
            }
        }
    }
}
