package co.zencap.backup.wal;

import co.zencap.backup.key.MasterKey;
import co.zencap.backup.postgres.Lsn;
import co.zencap.backup.postgres.WalSegment;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.wal.WalFolder.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what was received of the log from its folder to one repository, in the log's order, and knows what that one has. One
 * go at a time; what it has may be asked by any thread.
 */
final class WalSender {
    private static final Logger LOG = LoggerFactory.getLogger(WalSender.class);

    /** Files of one go. */
    private static final int OF_ONE_GO = 8;

    /** So often what is not whole yet is sent: so much may be lost with the server and this machine. */
    private static final Duration PARTIALS = Duration.ofSeconds(3);

    /** So often it is written down how far the log reaches. */
    private static final Duration POSITIONS = Duration.ofSeconds(5);

    private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);

    /** So often it is looked whether the key is still there: a run may last for months. */
    private static final Duration KEYS = Duration.ofMinutes(1);

    private final WalFolder folder;
    private final WalLane lane;
    private final String target;
    private final Optional<MasterKey> masterKey;
    private final Clock clock;
    private final Set<String> sent = ConcurrentHashMap.newKeySet();

    /** Of which a beginning was sent in this run: before it another process may have sent more. */
    private final Set<String> begun = ConcurrentHashMap.newKeySet();

    private WalArchive archive;
    private Instant keyAt = Instant.EPOCH;
    private WalRun begunIn;
    private Instant partialAt = Instant.EPOCH;
    private Instant positionAt = Instant.EPOCH;
    private volatile WalRun endedIn;
    private volatile Failure failed;
    private volatile boolean missed;

    /** Of which another content is there: perhaps the log of another server, with which ours must not be mixed. */
    private volatile String conflict;

    private record Failure(WalRun run, Instant at, Exception why) {}

    WalSender(WalFolder folder, WalLane lane, String target, Optional<MasterKey> masterKey, Clock clock) {
        this.folder = folder;
        this.lane = lane;
        this.target = target;
        this.masterKey = masterKey;
        this.clock = clock;
    }

    Repository repository() {
        return lane.repository();
    }

    /** Whether the repository has a file that is whole. */
    boolean has(String name) {
        return sent.contains(name);
    }

    /** The file is in no folder any more. */
    void forget(String name) {
        sent.remove(name);
    }

    void forgetAll() {
        sent.clear();
    }

    /** Why the last go failed; empty where it did not. */
    Optional<Exception> failure() {
        return Optional.ofNullable(failed).map(Failure::why);
    }

    /** When it failed. */
    Optional<Instant> failedAt() {
        return Optional.ofNullable(failed).map(Failure::at);
    }

    /** Whether it may have something to send: not when nothing comes in and all of it is sent, nor right after a failure. */
    boolean isDue() {
        WalRun run = folder.run();
        Failure last = failed;
        boolean tooSoon = last != null
                && last.run() == run
                && clock.instant().isBefore(last.at().plus(AFTER_FAILURE));
        return !tooSoon && endedIn != run;
    }

    /** Whether the repository has all of what lies in the folder, and nothing more comes in. */
    boolean hasAll() {
        return endedIn == folder.run();
    }

    /** Whether it was tried since nothing more comes in, and was refused. */
    boolean isRefused() {
        Failure last = failed;
        return last != null && last.run() == folder.run();
    }

    /** One go: what is whole, up to some files, and what is not, every few seconds. */
    void go() throws IOException {
        WalRun run = folder.run();
        try {
            go(run);
            failed = null;
        } catch (IOException | RuntimeException e) {
            failed = new Failure(run, clock.instant(), e);
            conflict = Stream.concat(Stream.of(e), Stream.of(e.getSuppressed()))
                    .filter(WalConflict.class::isInstance)
                    .map(each -> ((WalConflict) each).name())
                    .min(Comparator.naturalOrder())
                    .orElse(conflict);
            throw e;
        }
    }

    /** Nothing of what is told to be stored may still be on its way: what is received is asked before it is sent. */
    private void go(WalRun run) throws IOException {
        Instant now = clock.instant();
        WalProgress progress = run.of(repository().id());
        Optional<Lsn> received = run.received();
        boolean news = received.isPresent() && !received.equals(progress.reached());
        boolean partial = !run.isReceiving() || news && !now.isBefore(partialAt.plus(PARTIALS));
        if (begunIn != run) {
            begun.clear();
            keyAt = Instant.EPOCH;
            begunIn = run;
        }
        boolean all = send(partial);
        if (partial) {
            partialAt = now;
        }
        if (all && received.isPresent() && (partial || !news)) {
            progress.stored(received.get());
        }
        if (run.isReceiving()) {
            position(run, progress);
        } else if (all) {
            endedIn = run;
        }
    }

    /** @return whether all that was there is sent; else it did not fit into one go, or became whole meanwhile */
    private boolean send(boolean partial) throws IOException {
        // The oldest only, until the one that is refused is taken.
        boolean alone = conflict != null;
        Waiting waiting = folder.waiting(this, alone ? 1 : OF_ONE_GO);
        missed = waiting.more() || alone && !waiting.partials().isEmpty();
        // While more of what is whole waits, what is not waits too: it would lie behind a hole.
        List<Path> partials = partial && !missed ? waiting.partials() : List.of();
        if (waiting.whole().isEmpty() && partials.isEmpty()) {
            conflict = null; // what was refused is in the folder no more
            return !missed;
        }
        WalArchive before = archive;
        WalArchive open = archive();
        if (before != null && before != open) {
            return false; // there is more to send now, and the oldest comes first
        }
        var work = new ArrayList<Callable<Void>>();
        for (Path file : waiting.whole()) {
            work.add(() -> {
                sendWhole(open, file);
                return null;
            });
        }
        for (Path file : partials) {
            boolean grows = file.equals(partials.get(partials.size() - 1));
            String name = file.getFileName().toString();
            if (grows || !has(name)) {
                work.add(() -> {
                    sendPartial(open, file);
                    if (!grows) {
                        sent.add(name);
                    }
                    return null;
                });
            }
        }
        try {
            lane.await(work);
        } finally {
            folder.tidy();
        }
        return !missed;
    }

    private void sendWhole(WalArchive open, Path file) throws IOException {
        String name = file.getFileName().toString();
        open.store(name, folder.content(file));
        folder.bound();
        if (WalSegment.isWhole(name)) {
            open.dropPartial(name);
            begun.remove(name + WalSegment.PARTIAL);
        }
        sent.add(name);
        if (name.equals(conflict)) {
            conflict = null;
        }
    }

    private void sendPartial(WalArchive open, Path file) throws IOException {
        String name = file.getFileName().toString();
        String segment = name.substring(0, name.length() - WalSegment.PARTIAL.length());
        try {
            byte[] content = Files.readAllBytes(file);
            if (begun.contains(name) || !open.holdsMore(segment, content)) {
                open.storePartial(segment, content);
                begun.add(name);
            }
        } catch (NoSuchFileException e) {
            if (Files.exists(file)) {
                throw e;
            }
            // It has become whole meanwhile, and is sent as such next.
            missed = true;
        }
    }

    /** Tells the repository how far its log reaches. */
    private void position(WalRun run, WalProgress progress) throws IOException {
        Instant now = clock.instant();
        Optional<WalProgress.Reached> reached = progress.now();
        if (reached.isPresent() && !now.isBefore(positionAt.plus(POSITIONS))) {
            archive()
                    .position(new WalPosition(
                            WalPosition.FORMAT_VERSION,
                            target,
                            folder.cluster(),
                            reached.get().timeline(),
                            reached.get().place(),
                            reached.get().recoverable(),
                            run.segmentBytes()));
            progress.written(reached.get());
            positionAt = now;
        }
    }

    /** Opened when it can be. Somebody may empty the repository later: what lies here is sent again then. */
    private WalArchive archive() throws IOException {
        Instant now = clock.instant();
        if (archive == null) {
            archive = WalArchive.openOrBegin(repository(), target, folder.cluster(), masterKey);
            keyAt = now;
        } else if (!now.isBefore(keyAt.plus(KEYS))) {
            WalArchive there = archive.withKeyThere();
            if (there != archive) {
                LOG.warn(
                        "The key of the write-ahead log in {} was deleted or replaced: what is still here of the log is"
                                + " sent again",
                        repository().id());
                sent.clear();
                begun.clear();
                archive = there;
            }
            keyAt = now;
        }
        return archive;
    }
}
