package co.zencap.backup.wal;

import co.zencap.backup.disk.Private;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.settings.Settings;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The step of {@code send-wal}: what lies in the work folder of the log goes to each repository at that one's own pace, whether
 * the log is received at the moment or not. Owns the threads. Thread-safe.
 */
public final class WalSending implements Closeable {
    /** So long who has received the last waits for repositories; what one lacks by then stays here, and is sent later. */
    private static final Duration LAST_GOES = Duration.ofSeconds(5);

    private static final long LOOK_MILLIS = 50;

    private final Settings settings;
    private final Path folders;
    private final WalState state;
    private final Clock clock;
    private final List<WalLane> lanes;
    private final Map<String, WalFolder> known = new ConcurrentSkipListMap<>();
    private boolean takenOver;

    /** @param repositories which get the log, the nearest first */
    public WalSending(Settings settings, List<Repository> repositories, WalState state, Clock clock) {
        this.settings = settings;
        this.folders = settings.workDir().resolve("wal");
        this.state = state;
        this.clock = clock;
        this.lanes = repositories.stream()
                .map(repository -> new WalLane(repository, state, clock))
                .toList();
    }

    /** What is known of the log now. */
    public WalState state() {
        return state;
    }

    /** Begins to send to each repository that has taken what it got before; waits for none. */
    public void begin() {
        lanes.forEach(lane -> lane.begin(known.values()));
    }

    /** What an earlier process received and did not send, which may be the last of a server that is gone, is sent from now on. */
    synchronized void takeOver() throws IOException {
        if (!takenOver && Files.isDirectory(folders)) {
            try (Stream<Path> clusters = Files.list(folders)) {
                for (Path folder : clusters.filter(Files::isDirectory).toList()) {
                    LeftReceiver.end(folder);
                    add(folder);
                }
            }
        }
        takenOver = true;
    }

    /** Where the log of a cluster is received. */
    synchronized WalFolder folder(String systemIdentifier) throws IOException {
        return add(Private.folder(folders.resolve(systemIdentifier)));
    }

    private WalFolder add(Path folder) {
        return known.computeIfAbsent(
                folder.getFileName().toString(),
                cluster -> new WalFolder(folder, lanes, settings.baseTarget().value(), settings.masterKey(), clock));
    }

    /**
     * Has all sent that lies here, as nothing more comes in.
     *
     * @return whether every repository has all of it; what one lacks waits here
     */
    boolean sendRest() {
        return sendRest(known.values());
    }

    /** The same of one cluster. */
    boolean sendRest(WalFolder folder) {
        return sendRest(List.of(folder));
    }

    /** A repository that refuses is not waited for. */
    private boolean sendRest(Collection<WalFolder> from) {
        long end = System.nanoTime() + LAST_GOES.toNanos();
        while (!senders(from).allMatch(sender -> sender.hasAll() || sender.isRefused())
                && end - System.nanoTime() > 0) {
            begin();
            try {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return senders(from).allMatch(WalSender::hasAll);
    }

    private static Stream<WalSender> senders(Collection<WalFolder> from) {
        return from.stream().flatMap(folder -> folder.senders().stream());
    }

    /** How far each repository is with the log that this node receives, or received; empty once all have that, and before. */
    public List<WalLag> lags() {
        Optional<WalFolder> folder = state.cluster()
                .map(cluster -> known.get(cluster.systemIdentifier()))
                .filter(each ->
                        each.run().isReceiving() || !each.senders().stream().allMatch(WalSender::hasAll));
        Instant now = clock.instant();
        var lags = new ArrayList<WalLag>();
        for (WalSender sender : folder.map(WalFolder::senders).orElse(List.of())) {
            String repository = sender.repository().id();
            lags.add(folder.get().lag(sender, state.unsentTo(repository, now)));
        }
        return lags;
    }

    /** Gives up what is under way; what waits is sent after the next start. */
    @Override
    public void close() {
        lanes.forEach(WalLane::close);
    }
}
