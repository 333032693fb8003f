package co.zencap.backup.wal;

import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.postgres.ClientTools;
import co.zencap.backup.postgres.PassFile;
import co.zencap.backup.postgres.ReplicationCommands;
import co.zencap.backup.postgres.ToolCommand;
import co.zencap.backup.postgres.ToolPayload;
import co.zencap.backup.postgres.WalServer;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.settings.WalSettings;
import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of {@code receive-wal}: a program receives the log as the server writes it; what it has written others send on.
 * The replication slot, which lets only one receive at a time, decides which of several nodes does it.
 */
public final class WalReceiver implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(WalReceiver.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    /** A round that takes longer waits for the server. */
    private static final Duration WATCHED = Duration.ofSeconds(5);

    /** So long it may take until the program receives by the slot. */
    private static final Duration BEGINNING = Duration.ofSeconds(10);

    private final Settings settings;
    private final WalSettings wal;
    private final WalSending sending;
    private final BooleanSupplier ending;
    private final Clock clock;

    /** Also looked at by those who can't wait for a server that does not answer. */
    private volatile WalSession session;

    private volatile Instant takenAt = Instant.EPOCH;
    private Instant next;
    private int failures;

    /**
     * @param sending takes what is received
     * @param ending whether the service is about to end
     */
    public WalReceiver(Settings settings, WalSettings wal, WalSending sending, BooleanSupplier ending, Clock clock) {
        this.settings = settings;
        this.wal = wal;
        this.sending = sending;
        this.ending = ending;
        this.clock = clock;
        this.next = clock.instant();
    }

    /** What is known of the log now. */
    public WalState state() {
        return sending.state();
    }

    /** By which name the server keeps its log for us. */
    public static String slot(Settings settings) {
        return "zencap_" + settings.target().value().replace('-', '_');
    }

    /** Whether it is time to begin, or to try again. */
    public synchronized boolean isDue() {
        return !clock.instant().isBefore(next);
    }

    /**
     * Takes over what an earlier process left, and looks whether the log can be received.
     *
     * @return how the program is called; null while another node receives
     * @throws IOException also while too much waits to be sent
     */
    public synchronized ToolCommand begin() throws IOException {
        sending.takeOver();
        WalServer server = WalServer.open(settings.database());
        try {
            WalServer.Identity cluster = server.identity();
            requireUsable(cluster);
            state().cluster(cluster);
            var slot = new WalSlot(server, slot(settings), wal.slotLimit());
            WalFolder folder = sending.folder(cluster.systemIdentifier());
            folder.requireRoom(wal.backlogLimit());
            takenAt = clock.instant();
            if (slot.take(state(), takenAt)) {
                var tools = ClientTools.locate(settings.postgresBin(), cluster.major());
                LeftReceiver.tidy(folder.path(), cluster.segmentBytes());
                // Last, as nobody closes it before the session is there.
                PassFile passFile = PassFile.write(settings.workDir(), settings.database());
                session =
                        new WalSession(settings, wal, server, cluster, slot, sending, folder, passFile, state(), clock);
                return new ReplicationCommands(tools, settings.workDir())
                        .receive(settings.database(), passFile, slot(settings), folder.path());
            }
            // Another node receives: nothing is wrong here.
            state().works();
            next = clock.instant().plus(FIRST_PAUSE);
            return null;
        } finally {
            if (session == null) {
                server.close();
            }
        }
    }

    private static void requireUsable(WalServer.Identity cluster) throws IOException {
        if (cluster.segmentBytes() > WalArchive.LARGEST_SEGMENT) {
            throw new IOException(
                    "The segments of the server's write-ahead log have " + cluster.segmentBytes()
                            + " bytes, more than can be sent at once. HINT: a cluster made with --wal-segsize=64 or less will do.");
        }
        if (!cluster.mayWatch()) {
            throw new IOException("The role of POSTGRES_URL may not see how far the write-ahead log is received."
                    + " HINT: GRANT pg_read_all_stats TO it.");
        }
        if (cluster.walLevel().equals("minimal")) {
            throw new IOException("The server writes too little into its write-ahead log (wal_level = minimal)."
                    + " HINT: set wal_level = replica there and start it anew, or BACKUP_WAL_ENABLED=false here.");
        }
    }

    /** The program runs. */
    public synchronized void attend(@Body ToolPayload tool) {
        session.attend(tool.process());
        LOG.info("The write-ahead log is received");
    }

    /** Whether it still does, and should. */
    public synchronized boolean isReceiving() {
        return session != null && session.isAlive() && !ending.getAsBoolean();
    }

    /** One round: tells how far it is received, watches the server's disk and ours; what the catalog should know of it. */
    public synchronized List<CatalogEntry> look() throws IOException {
        List<CatalogEntry> entries = session.round();
        failures = 0;
        return entries;
    }

    /**
     * The program has ended, or shall. What it received is sent all the same.
     *
     * @throws IOException with what the program said, when it ended by itself
     */
    public synchronized void ended() throws IOException {
        WalSession ending = session;
        session = null;
        next = clock.instant().plus(FIRST_PAUSE);
        if (ending != null) { // the service may have stopped it already
            ending.end();
        }
    }

    /** Receiving failed: it is tried again after a while, and told of when somebody looks. */
    public synchronized void fail(@ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure) {
        WalSession ending = session;
        session = null;
        if (ending != null) {
            try {
                ending.end();
            } catch (IOException | RuntimeException e) {
                failure.addSuppressed(e);
            }
        }
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures++, 8));
        next = clock.instant().plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
        state().failed(Problem.of("The write-ahead log is not received", failure), clock.instant());
        LOG.warn("The write-ahead log is not received: {}", failure.getMessage());
    }

    /** Whether the disks have been looked after a moment ago. */
    boolean isWatched() {
        Instant now = clock.instant();
        WalSession active = session;
        // A slot that has just been taken is not in use yet, and may hold much already.
        return takenAt.plus(BEGINNING).isAfter(now) || active != null && active.lookedWithin(WATCHED, now);
    }

    /** Has the program end when more of the log lies here than may; what follows waits on the server. */
    void pauseWhenFull() throws IOException {
        WalSession active = session;
        if (active != null) {
            active.pauseWhenFull();
        }
    }

    /** Ends the program; what was received has a moment to come to the repositories. */
    @Override
    public synchronized void close() throws IOException {
        boolean allSent;
        try {
            if (session != null) {
                ended();
            }
        } finally {
            allSent = sending.sendRest();
        }
        if (!allSent) {
            throw new IOException("a repository has not taken all of it, and gets it after the next start.");
        }
    }
}
