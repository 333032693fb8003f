package co.zencap.backup.wal;

import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.disk.Private;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.postgres.ClientTools;
import co.zencap.backup.postgres.PassFile;
import co.zencap.backup.postgres.ReplicationCommands;
import co.zencap.backup.postgres.ToolCommand;
import co.zencap.backup.postgres.ToolPayload;
import co.zencap.backup.postgres.WalServer;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.settings.WalSettings;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of {@code receive-wal}: a program receives the log as the server writes it, and what it has written is sent on.
 * The replication slot, which lets only one receive at a time, decides which of several nodes does it.
 */
public final class WalReceiver implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(WalReceiver.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    /** A round that takes longer waits for a repository. */
    private static final Duration WATCHED = Duration.ofSeconds(5);

    /** So long it may take until the program receives by the slot. */
    private static final Duration BEGINNING = Duration.ofSeconds(10);

    private final Settings settings;
    private final WalSettings wal;
    private final List<Repository> repositories;
    private final BooleanSupplier ending;
    private final Clock clock;
    private final WalState state = new WalState();
    /** Also looked at by those who can't wait for a repository that does not answer. */
    private volatile WalSession session;

    private volatile Instant takenAt = Instant.EPOCH;
    private Instant next;
    private boolean leftSent;
    private int failures;

    /**
     * @param repositories which get the log, the nearest first
     * @param ending whether the service is about to end
     */
    public WalReceiver(
            Settings settings, WalSettings wal, List<Repository> repositories, BooleanSupplier ending, Clock clock) {
        this.settings = settings;
        this.wal = wal;
        this.repositories = List.copyOf(repositories);
        this.ending = ending;
        this.clock = clock;
        this.next = clock.instant();
    }

    /** What is known of the log now. */
    public WalState state() {
        return state;
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
     * Sends what an earlier process left, and looks whether the log can be received.
     *
     * @return how the program is called; null while another node receives, or while too much waits to be sent
     */
    public synchronized ToolCommand begin() throws IOException {
        Path folders = settings.workDir().resolve("wal");
        // Once: while another node receives, what lies here is older than what it sends.
        Optional<IOException> unsent = leftSent ? Optional.empty() : sendLeft(folders);
        leftSent = unsent.isEmpty();
        WalServer server = WalServer.open(settings.database());
        WalSender sender = null;
        try {
            WalServer.Identity cluster = server.identity();
            requireUsable(cluster);
            state.cluster(cluster);
            var slot = new WalSlot(server, slot(settings), wal.slotLimit());
            Path folder = Private.folder(folders.resolve(cluster.systemIdentifier()));
            sender = sender(folder);
            if (unsent.isPresent() && sender.backlog() > wal.backlogLimit()) {
                throw unsent.get();
            }
            takenAt = clock.instant();
            if (slot.take(state, takenAt)) {
                var tools = ClientTools.locate(settings.postgresBin(), cluster.major());
                PassFile passFile = PassFile.write(settings.workDir(), settings.database());
                LeftReceiver.tidy(folder, cluster.segmentBytes());
                session = new WalSession(settings, wal, server, cluster, slot, sender, passFile, state, clock);
                return new ReplicationCommands(tools, settings.workDir())
                        .receive(settings.database(), passFile, slot(settings), folder);
            }
            // Another node receives: nothing is wrong here.
            state.works();
            next = clock.instant().plus(FIRST_PAUSE);
            return null;
        } finally {
            if (session == null) {
                close(server, sender);
            }
        }
    }

    private static void close(WalServer server, WalSender sender) throws IOException {
        if (sender != null) {
            sender.close();
        }
        server.close();
    }

    private WalSender sender(Path folder) {
        return new WalSender(
                folder,
                repositories,
                settings.baseTarget().value(),
                folder.getFileName().toString(),
                settings.masterKey());
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

    /** What an earlier process received and did not send, which may be the last of a server that is gone. */
    private Optional<IOException> sendLeft(Path folders) throws IOException {
        if (!Files.isDirectory(folders)) {
            return Optional.empty();
        }
        Optional<IOException> failed = Optional.empty();
        try (Stream<Path> clusters = Files.list(folders)) {
            for (Path folder : clusters.filter(Files::isDirectory).toList()) {
                LeftReceiver.end(folder);
                try (var sender = sender(folder)) {
                    sender.sendAll();
                } catch (IOException e) {
                    LOG.warn("What was received of the log can't be sent yet: {}", e.getMessage());
                    failed = Optional.of(e);
                }
            }
        }
        return failed;
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

    /** One round: sends what is new, watches the server's disk and ours; what the catalog should know of it. */
    public synchronized List<CatalogEntry> send() throws IOException {
        List<CatalogEntry> entries = session.round();
        failures = state.problem().isEmpty() ? 0 : failures;
        return entries;
    }

    /**
     * The program has ended, or shall. What it received is sent, whatever the server does.
     *
     * @throws IOException with what the program said, when it ended by itself
     */
    public synchronized void ended() throws IOException {
        WalSession ending = session;
        session = null;
        leftSent = false;
        next = clock.instant().plus(FIRST_PAUSE);
        ending.end();
    }

    /** Receiving failed: it is tried again after a while, and told of when somebody looks. */
    public synchronized void fail(@ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure) {
        WalSession ending = session;
        session = null;
        leftSent = false;
        if (ending != null) {
            try {
                ending.end();
            } catch (IOException | RuntimeException e) {
                failure.addSuppressed(e);
            }
        }
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures++, 8));
        next = clock.instant().plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
        state.failed(Problem.of("The write-ahead log is not received", failure), clock.instant());
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

    @Override
    public synchronized void close() throws IOException {
        if (session != null) {
            ended();
        }
    }
}
