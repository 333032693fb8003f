package co.zencap.backup.wal;

import co.zencap.backup.disk.FileTree;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.postgres.WalSegment;
import co.zencap.backup.repository.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * What was received of one cluster's log and waits here for repositories, each of which gets it at its own pace. A file that is
 * whole leaves the folder once every repository has it, but for the newest, from which the program goes on. Thread-safe.
 */
final class WalFolder {
    /** Bytes of files that are held in memory, compressed, until another repository takes them as well. */
    private static final long SHARED = 32L << 20;

    private final Path path;
    private final List<WalSender> senders;
    private final Map<Path, WalContent> contents = new LinkedHashMap<>();

    /** Of the runs before: a new one knows how far a repository is only when that has taken something. */
    private final Map<String, Instant> before = new ConcurrentHashMap<>();

    private volatile WalRun run;

    /** @param path named after the cluster's own number */
    WalFolder(Path path, List<WalLane> lanes, String target, Optional<MasterKey> masterKey, Clock clock) {
        this.path = path;
        this.senders = lanes.stream()
                .map(lane -> new WalSender(this, lane, target, masterKey, clock))
                .toList();
        this.run = WalRun.none(repositories());
    }

    private List<Repository> repositories() {
        return senders.stream().map(WalSender::repository).toList();
    }

    Path path() {
        return path;
    }

    /** The cluster's own number. */
    String cluster() {
        return path.getFileName().toString();
    }

    WalSender sender(Repository repository) {
        return senders.stream()
                .filter(sender -> sender.repository().equals(repository))
                .findFirst()
                .orElseThrow();
    }

    List<WalSender> senders() {
        return senders;
    }

    /** The program receives into it from now on. */
    synchronized WalRun begin(long segmentBytes) {
        repositories().stream().map(Repository::id).forEach(id -> run.recoverable(id)
                .ifPresent(newest -> before.put(id, newest)));
        run = WalRun.begin(repositories(), segmentBytes);
        return run;
    }

    /** Nobody receives into it any more: what lies there is sent once more to its end. */
    synchronized void over() {
        if (run.isReceiving()) {
            run = run.over();
        }
    }

    WalRun run() {
        return run;
    }

    /**
     * What a repository lacks.
     *
     * @param whole which never change, the oldest first
     * @param more whether there are more of those than were asked for
     * @param partials which are not whole yet; the last one still grows, others end where a branch of the log was left
     */
    record Waiting(List<Path> whole, boolean more, List<Path> partials) {}

    /** @param most so many files that are whole */
    synchronized Waiting waiting(WalSender sender, int most) throws IOException {
        List<Path> files = files();
        List<Path> all = files.stream()
                .filter(file -> !isPartial(file) && !sender.has(name(file)))
                .toList();
        return new Waiting(all.subList(0, Math.min(most, all.size())), all.size() > most, partials(files));
    }

    /** A whole file, for whoever sends it; read and compressed once where several take it at about the same time. */
    synchronized WalContent content(Path file) {
        bound();
        WalContent known = contents.get(file);
        if (known != null) {
            return known;
        }
        int takers =
                (int) senders.stream().filter(sender -> !sender.has(name(file))).count();
        var content = new WalContent(file, takers);
        if (takers > 1) {
            contents.put(file, content);
        }
        return content;
    }

    /** Forgets what was held longest, where that is too much: whoever takes it next compresses it anew. */
    synchronized void bound() {
        long held = contents.values().stream().mapToLong(WalContent::held).sum();
        Iterator<WalContent> oldest = contents.values().iterator();
        while (held > SHARED && oldest.hasNext()) {
            held -= oldest.next().held();
            oldest.remove();
        }
    }

    /** Deletes what every repository has, but not the newest: there the program takes up again. */
    synchronized void tidy() throws IOException {
        List<Path> files = files();
        Optional<Path> newest =
                files.stream().filter(file -> WalSegment.isWhole(name(file))).reduce((first, second) -> second);
        for (Path file : files) {
            String name = name(file);
            if (senders.stream().allMatch(sender -> sender.has(name))) {
                contents.remove(file);
                if (!name.endsWith(WalSegment.HISTORY) && !file.equals(newest.orElse(null))) {
                    Files.deleteIfExists(file);
                    senders.forEach(sender -> sender.forget(name));
                }
            }
        }
    }

    /** How many bytes of whole files wait here for one repository at least; what is not whole is sent over and over. */
    synchronized long backlog() throws IOException {
        long bytes = 0;
        for (Path file : files()) {
            boolean everywhere = senders.stream().allMatch(sender -> sender.has(name(file)));
            bytes += isPartial(file) || everywhere ? 0 : sizeOf(file);
        }
        return bytes;
    }

    /** The same for one. */
    synchronized long backlog(WalSender sender) throws IOException {
        long bytes = 0;
        for (Path file : files()) {
            bytes += isPartial(file) || sender.has(name(file)) ? 0 : sizeOf(file);
        }
        return bytes;
    }

    /**
     * How far one is.
     *
     * @param problem why it does not get the log; also told is that the disk can't be read
     */
    WalLag lag(WalSender sender, Optional<Problem> problem) {
        String repository = sender.repository().id();
        Optional<Instant> newest = run.recoverable(repository).or(() -> Optional.ofNullable(before.get(repository)));
        try {
            return new WalLag(repository, newest, Optional.of(backlog(sender)), problem);
        } catch (IOException | UncheckedIOException e) {
            Problem unread = Problem.of("What waits of the write-ahead log can't be looked at", e);
            return new WalLag(repository, newest, Optional.empty(), Optional.of(unread));
        }
    }

    /**
     * Where it is sent more slowly than it is received, or not at all, it waits on the server, within the slot's limit.
     *
     * @throws IOException when more than this waits here; it names for whom most of it does
     */
    void requireRoom(long limit) throws IOException {
        long waiting = backlog();
        if (waiting <= limit) {
            return;
        }
        WalSender slowest = senders.get(0);
        for (WalSender each : senders) {
            slowest = backlog(each) > backlog(slowest) ? each : slowest;
        }
        throw new IOException(
                waiting + " bytes of the write-ahead log wait here to be sent to the repository "
                        + slowest.repository().id() + ", more than BACKUP_WAL_BACKLOG_MB"
                        + slowest.failure().map(why -> ": " + why.getMessage()).orElse(".")
                        + " HINT: receiving goes on when they are sent; see why that takes so long.",
                slowest.failure().orElse(null));
    }

    /** How many bytes of whole files lie here, sent or not. */
    long lying() throws IOException {
        long bytes = 0;
        for (Path file : files()) {
            bytes += isPartial(file) ? 0 : sizeOf(file);
        }
        return bytes;
    }

    /** All of it, which every repository has: the next run begins where the server can. */
    synchronized void delete() throws IOException {
        FileTree.delete(path);
        contents.clear();
        senders.forEach(WalSender::forgetAll);
    }

    private static long sizeOf(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0; // it was whole this moment, and has another name
        }
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(file -> WalSegment.isFile(name(file)))
                    .sorted(Comparator.naturalOrder())
                    .toList();
        }
    }

    /** Of a segment that became whole after all, nothing remains to be sent. */
    private static List<Path> partials(List<Path> files) {
        return files.stream()
                .filter(WalFolder::isPartial)
                .filter(file -> {
                    String name = name(file);
                    String segment = name.substring(0, name.length() - WalSegment.PARTIAL.length());
                    return !files.contains(file.resolveSibling(segment));
                })
                .toList();
    }

    private static boolean isPartial(Path file) {
        return name(file).endsWith(WalSegment.PARTIAL);
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }
}
