package co.zencap.backup.recovery.pointintime;

import co.zencap.backup.disk.FileOwner;
import co.zencap.backup.disk.FileTree;
import co.zencap.backup.postgres.Lsn;
import co.zencap.backup.postgres.WalSegment;
import co.zencap.backup.recovery.pointintime.TablespaceScan.Made;
import co.zencap.backup.wal.WalArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Gives a recovering server the files of the log that it asks for. Its {@code restore_command} is a few lines of shell that
 * leave a wish in a folder and wait for what we put there: starting a program for each file would take longer than the file.
 * What comes next is fetched ahead. Of a segment that never became whole it gets the beginning that there is.
 */
final class WalSpool implements AutoCloseable {
    private static final int AHEAD = 6;
    private static final long LOOK_MILLIS = 5;

    /** A server that asks so often in a row for what is not there has made use of all that is. */
    private static final int ASKED_AGAIN = 4;

    private static final String SCRIPT =
            """
            # restore_command: what is wanted, and where to
            spool=$(dirname "$0")
            : > "$spool/want/$1" || exit 255
            looks=0
            while :; do
              if [ -f "$spool/got/$1" ]; then mv "$spool/got/$1" "$2" && exit 0; exit 255; fi
              if [ -f "$spool/none/$1" ]; then rm -f "$spool/none/$1"; exit 1; fi
              [ -d "$spool/want" ] || exit 255
              looks=$((looks + 1))
              if [ $looks -lt 500 ]; then sleep 0.02; else sleep 1; fi
            done
            """;

    /** Files of the log that can't be read at once. */
    interface Archived {
        boolean isAway(String name);

        /** Waits for one, and for others that follow. */
        void bring(String name) throws IOException;
    }

    private final WalArchive archive;
    private final Archived archived;
    private final Path folder;
    private final Optional<FileOwner> owner;
    private final long segmentBytes;
    private final Map<String, Future<Optional<byte[]>>> ahead = new LinkedHashMap<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(AHEAD, WalSpool::daemon);
    private final Thread server = daemon(this::serve);
    private volatile Set<String> names = Set.of();
    private volatile IOException failure;
    private volatile int pastTheEnd;
    private volatile boolean closed;
    private volatile boolean awaiting;
    private final TablespaceScan scan;
    private volatile Optional<Made> barred = Optional.empty();
    private volatile Optional<Lsn> end = Optional.empty();

    private WalSpool(
            WalArchive archive,
            Archived archived,
            Path folder,
            Optional<FileOwner> owner,
            long segmentBytes,
            Lsn from) {
        this.scan = new TablespaceScan(from);
        this.archive = archive;
        this.archived = archived;
        this.folder = folder;
        this.owner = owner;
        this.segmentBytes = segmentBytes;
    }

    /**
     * Begins to serve.
     *
     * @param folder on the file system of the cluster's folder; is made
     * @param owner as whom the server runs; empty: as we do
     * @param from where it begins to replay
     */
    static WalSpool open(
            WalArchive archive, Archived archived, Path folder, Optional<FileOwner> owner, long segmentBytes, Lsn from)
            throws IOException {
        if (folder.toString().matches(".*['\"\\\\%$`\\n].*")) {
            throw new IllegalArgumentException("The folder " + folder
                    + " has a character in its name that a shell reads" + " in its own way. HINT: use another one.");
        }
        var spool = new WalSpool(archive, archived, folder, owner, segmentBytes, from);
        FileTree.delete(folder);
        for (String each : List.of("", "want", "got", "none")) {
            spool.give(Files.createDirectories(folder.resolve(each)), "rwx------");
        }
        spool.give(Files.writeString(folder.resolve("restore.sh"), SCRIPT), "rw-------");
        spool.names = archive.names();
        spool.server.start();
        return spool;
    }

    /** As the server's {@code restore_command} has it. */
    String command() {
        return "sh \"" + folder.resolve("restore.sh") + "\" %f \"%p\"";
    }

    /** Whether the server has asked for more than there is, and got all that there is. */
    boolean isExhausted() {
        return pastTheEnd >= ASKED_AGAIN;
    }

    /** Whether the server waits for what an archive tier has to give back, which may take hours. */
    boolean isAwaiting() {
        return awaiting;
    }

    /** Where the log that the server gets ends, since what follows must not be replayed; empty: it gets all. */
    Optional<Made> barred() {
        return barred;
    }

    /** From now on the log ends at this place, whatever has been written since. */
    void endAt(Lsn place) {
        end = Optional.of(place);
        pastTheEnd = 0;
    }

    /** @throws IOException when something that is there could not be fetched */
    void requireGood() throws IOException {
        if (failure != null) {
            throw new IOException("The log could not be fetched: " + failure.getMessage(), failure);
        }
    }

    private void serve() {
        while (!closed) {
            try (Stream<Path> wants = Files.list(folder.resolve("want"))) {
                for (Path want : wants.toList()) {
                    Files.delete(want);
                    answer(want.getFileName().toString());
                }
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                return;
            } catch (IOException | RuntimeException e) {
                if (!closed) {
                    failure = e instanceof IOException io ? io : new IOException(e);
                }
                return;
            }
        }
    }

    private void answer(String name) throws IOException, InterruptedException {
        Optional<byte[]> found = fetch(name);
        Optional<byte[]> content = replayable(name, found);
        if (content.isPresent()) {
            Path temporary = folder.resolve("got-" + name);
            Files.write(temporary, content.get());
            give(temporary, "rw-------");
            Files.move(temporary, folder.resolve("got").resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } else {
            Path none = folder.resolve("none-" + name);
            Files.writeString(none, "");
            give(none, "rw-------");
            Files.move(none, folder.resolve("none").resolve(name), StandardCopyOption.ATOMIC_MOVE);
        }
        if (WalSegment.isWhole(name)) {
            // Nothing follows a beginning: neither the one that we have nor the one that we cut off.
            boolean beginning = !names.contains(name) || !content.equals(found);
            pastTheEnd = content.isEmpty() || beginning ? pastTheEnd + 1 : 0;
        }
    }

    /** Without what makes a tablespace, and what follows that. */
    private Optional<byte[]> replayable(String name, Optional<byte[]> content) {
        Optional<WalSegment> segment = WalSegment.parse(name, segmentBytes);
        if (segment.isEmpty() || content.isEmpty()) {
            return content;
        }
        if (barred.isEmpty()) {
            barred = scan.scan(segment.get(), content.get());
        }
        Optional<Lsn> last =
                Stream.concat(barred.map(Made::at).stream(), end.stream()).min(Lsn::compareTo);
        return last.isEmpty() ? content : upTo(last.get(), segment.get(), content.get());
    }

    private static Optional<byte[]> upTo(Lsn end, WalSegment segment, byte[] content) {
        long good = end.value() - segment.start().value();
        if (good >= content.length) {
            return Optional.of(content);
        }
        return good <= 0
                ? Optional.empty()
                : Optional.of(Arrays.copyOf(Arrays.copyOf(content, (int) good), content.length));
    }

    private Optional<byte[]> fetch(String name) throws IOException, InterruptedException {
        if (!WalSegment.isFile(name)) {
            return Optional.empty();
        }
        if (archived.isAway(name)) {
            awaiting = true;
            archived.bring(name);
            awaiting = false;
        }
        Future<Optional<byte[]>> fetched = ahead.remove(name);
        WalSegment.parse(name, segmentBytes).ifPresent(this::fetchAhead);
        if (fetched == null) {
            return read(name);
        }
        try {
            return fetched.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        }
    }

    private void fetchAhead(WalSegment segment) {
        WalSegment each = segment;
        for (int i = 0; i < AHEAD; i++) {
            each = each.next();
            String name = each.name();
            if (names.contains(name) && !ahead.containsKey(name) && !archived.isAway(name)) {
                ahead.put(name, threads.submit(() -> read(name)));
            }
        }
        while (ahead.size() > 2 * AHEAD) {
            ahead.remove(ahead.keySet().iterator().next());
        }
    }

    private Optional<byte[]> read(String name) throws IOException {
        if (names.contains(name)) {
            return Optional.of(archive.read(name)
                    .orElseThrow(() -> new IOException("The log's " + name + " went away while it was recovered.")));
        }
        if (names.contains(name + WalSegment.PARTIAL)) {
            Optional<byte[]> beginning = archive.read(name + WalSegment.PARTIAL);
            // It may have become whole since we looked.
            return beginning.isPresent()
                    ? beginning.map(bytes -> Arrays.copyOf(bytes, (int) segmentBytes))
                    : archive.read(name);
        }
        return Optional.empty();
    }

    private Path give(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
        if (owner.isPresent()) {
            owner.get().own(path);
        }
        return path;
    }

    private static Thread daemon(Runnable work) {
        var thread = new Thread(work, "wal-spool");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        server.interrupt();
        threads.shutdownNow();
        try {
            server.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        FileTree.delete(folder);
    }
}
