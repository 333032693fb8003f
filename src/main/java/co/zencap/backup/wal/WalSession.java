package co.zencap.backup.wal;

import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.operation.Problem;
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
 * One run of the receiving program: owns it, its passfile, and the session with the server. What it receives is sent by others.
 * Not for several threads, but for looking whether somebody looks after the disks, and for pausing.
 */
final class WalSession {
    private static final Logger LOG = LoggerFactory.getLogger(WalSession.class);

    /** What a server says that can't go on from where we are: it left the log's branch before, or deleted what comes next. */
    private static final Pattern NO_WAY_ON = Pattern.compile("not in this server's history|has already been removed");

    /** So often at least the catalog is told how far the log reaches. */
    private static final Duration POSITIONS = Duration.ofSeconds(5);

    /** So often it is looked for tablespaces that were made. */
    private static final Duration TABLESPACES = Duration.ofSeconds(30);

    private final Settings settings;
    private final WalSettings wal;
    private final WalServer server;
    private final WalServer.Identity cluster;
    private final WalSlot slot;
    private final WalSending sending;
    private final WalFolder folder;
    private final WalRun run;
    private final PassFile passFile;
    private final WalState state;
    private final Clock clock;
    private final SegmentClosing closing;
    private volatile Optional<ToolProcess> tool = Optional.empty();
    private volatile Instant lookedAt = Instant.EPOCH;
    private volatile boolean paused;
    private Instant positionAt = Instant.EPOCH;
    private Optional<WalProgress.Reached> told = Optional.empty();
    private Instant tablespacesAt = Instant.EPOCH;

    WalSession(
            Settings settings,
            WalSettings wal,
            WalServer server,
            WalServer.Identity cluster,
            WalSlot slot,
            WalSending sending,
            WalFolder folder,
            PassFile passFile,
            WalState state,
            Clock clock) {
        this.settings = settings;
        this.wal = wal;
        this.server = server;
        this.cluster = cluster;
        this.slot = slot;
        this.sending = sending;
        this.folder = folder;
        this.run = folder.begin(cluster.segmentBytes());
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

    /** Looks how it goes on; waits for no repository. */
    List<CatalogEntry> round() throws IOException {
        Moment now = server.now();
        run.at(now);
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
        held.received().ifPresent(run::received);
        folder.requireRoom(wal.backlogLimit());
        state.works();
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

    boolean lookedWithin(Duration time, Instant now) {
        return lookedAt.plus(time).isAfter(now);
    }

    /** Whoever looks after the disks may be waiting for the server: so nothing is asked but how much lies here, sent or not. */
    void pauseWhenFull() throws IOException {
        long lying = folder.lying();
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

    /** What the catalog is told: what all repositories have. */
    private List<CatalogEntry> entries(Slot held) throws IOException {
        Instant now = clock.instant();
        Optional<WalProgress.Reached> reached = run.everywhere();
        boolean known = reached.equals(told) && now.isBefore(positionAt.plus(POSITIONS));
        if (reached.isEmpty() || known) {
            return List.of();
        }
        told = reached;
        positionAt = now;
        return List.of(CatalogEntry.entry(
                "record-wal",
                "target",
                settings.baseTarget().value(),
                "systemIdentifier",
                cluster.systemIdentifier(),
                "timeline",
                reached.get().timeline(),
                "reached",
                reached.get().place().toString(),
                "recoverableAt",
                reached.get().recoverable(),
                "heldBytes",
                held.held(),
                "backlogBytes",
                folder.backlog(),
                "at",
                now));
    }

    /** Where the server has nothing any more that follows, the next run begins where it can, once all of this is sent. */
    private void awaitSuccess(ToolProcess ended) throws IOException {
        try {
            ended.awaitSuccess();
        } catch (IOException e) {
            if (NO_WAY_ON.matcher(e.getMessage()).find() && sending.sendRest(folder)) {
                folder.delete();
            }
            throw e;
        }
    }

    /** Ends the program, and gives back all that was held. What it received is sent as long as somebody begins to. */
    void end() throws IOException {
        boolean byItself = tool.isPresent() && !isAlive();
        try (server;
                passFile) {
            if (!byItself) {
                tool.ifPresent(ToolProcess::close);
            }
            folder.over();
            if (byItself && !paused) {
                awaitSuccess(tool.get());
            }
        } finally {
            folder.over();
        }
    }
}
