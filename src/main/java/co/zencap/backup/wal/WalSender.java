package co.zencap.backup.wal;

import co.zencap.backup.key.MasterKey;
import co.zencap.backup.postgres.WalSegment;
import co.zencap.backup.repository.Repository;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Sends what a program has received of the log, from its folder, to all repositories. A file that is whole leaves the folder
 * once every repository has it, but for the newest, from which the program goes on. Not for several threads.
 */
final class WalSender implements AutoCloseable {
    /** Files that are sent side by side to each repository; each is held in memory. */
    private static final int AT_ONCE = 4;

    /** Files of one go, which may be held in memory, compressed; between two goes the server's disk and ours are looked after. */
    private static final int OF_ONE_GO = 8;

    private final Path folder;
    private final List<Repository> repositories;
    private final String target;
    private final String systemIdentifier;
    private final Optional<MasterKey> masterKey;
    private final Map<Repository, WalArchive> archives = new ConcurrentHashMap<>();
    private final Map<Repository, Set<String>> sent = new ConcurrentHashMap<>();

    /** Of which this process has sent a beginning, by repository. */
    private final Map<Repository, Set<String>> begun = new ConcurrentHashMap<>();

    private volatile boolean missed;

    /** One for each repository, which waits for its own threads: a slow one keeps another waiting for the end of one go. */
    private final ExecutorService senders;

    private final Map<Repository, ExecutorService> threads = new HashMap<>();

    WalSender(
            Path folder,
            List<Repository> repositories,
            String target,
            String systemIdentifier,
            Optional<MasterKey> masterKey) {
        this.folder = folder;
        this.repositories = repositories;
        this.target = target;
        this.systemIdentifier = systemIdentifier;
        this.masterKey = masterKey;
        senders = pool(Math.max(1, repositories.size()));
        repositories.forEach(repository -> threads.put(repository, pool(AT_ONCE)));
    }

    private static ExecutorService pool(int size) {
        return Executors.newFixedThreadPool(size, work -> {
            var thread = new Thread(work, "wal-sender");
            thread.setDaemon(true);
            return thread;
        });
    }

    Path folder() {
        return folder;
    }

    /** How many bytes of whole segments wait in the folder; one that is not whole is sent over and over. */
    long backlog() throws IOException {
        long bytes = 0;
        for (Path file : files()) {
            bytes += isPartial(file) || isEverywhere(file) ? 0 : sizeOf(file);
        }
        return bytes;
    }

    /** How many bytes of whole segments lie in the folder, sent or not. For any thread. */
    long lying() throws IOException {
        long bytes = 0;
        for (Path file : files()) {
            bytes += isPartial(file) ? 0 : sizeOf(file);
        }
        return bytes;
    }

    private static long sizeOf(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0; // it was whole this moment, and has another name
        }
    }

    /**
     * Sends all that is whole, and what is not, if wanted. One repository that fails does not keep the others from
     * getting theirs.
     *
     * @return whether all that was there is sent; else there is more than fits into one go, or something became whole
     *     meanwhile, and is sent next
     * @throws IOException when a repository lacks something afterwards
     */
    boolean send(boolean partial) throws IOException {
        List<Path> files = files();
        List<Path> all = files.stream()
                .filter(file -> !isPartial(file) && !isEverywhere(file))
                .toList();
        List<Path> whole = all.subList(0, Math.min(OF_ONE_GO, all.size()));
        missed = whole.size() < all.size();
        List<Path> partials = missed ? List.of() : partials(files);
        List<WalContent> contents =
                whole.stream().map(file -> new WalContent(file, takers(file))).toList();
        var goes = new ArrayList<Callable<Void>>();
        for (Repository repository : repositories) {
            goes.add(() -> {
                send(archive(repository), whole, contents, partial ? partials : List.of());
                return null;
            });
        }
        IOException failed = null;
        try {
            await(goes, senders);
        } catch (IOException e) {
            failed = e;
        }
        tidy(files.stream().filter(file -> !isPartial(file)).toList());
        tidyPartials(partials);
        if (failed != null) {
            throw failed;
        }
        return !missed;
    }

    /** The same to the end, once nothing more is received. */
    void sendAll() throws IOException {
        boolean all;
        do {
            all = send(true);
        } while (!all);
    }

    private int takers(Path file) {
        String name = file.getFileName().toString();
        return (int) repositories.stream()
                .filter(repository -> !sent(repository).contains(name))
                .count();
    }

    private Set<String> sent(Repository repository) {
        return sent.computeIfAbsent(repository, r -> ConcurrentHashMap.newKeySet());
    }

    private void send(WalArchive archive, List<Path> whole, List<WalContent> contents, List<Path> partials)
            throws IOException {
        Set<String> known = sent(archive.repository());
        var work = new ArrayList<Callable<Void>>();
        for (int i = 0; i < whole.size(); i++) {
            String name = whole.get(i).getFileName().toString();
            WalContent content = contents.get(i);
            if (!known.contains(name)) {
                work.add(() -> {
                    archive.store(name, content);
                    if (WalSegment.isWhole(name)) {
                        archive.dropPartial(name);
                    }
                    known.add(name);
                    return null;
                });
            }
        }
        for (Path file : partials) {
            // Only the last one still grows; others end where a branch of the log was left.
            boolean grows = file.equals(partials.get(partials.size() - 1));
            String name = file.getFileName().toString();
            if (grows || !known.contains(name)) {
                Set<String> beginnings =
                        begun.computeIfAbsent(archive.repository(), r -> ConcurrentHashMap.newKeySet());
                work.add(() -> {
                    sendPartial(archive, file, !beginnings.contains(name));
                    beginnings.add(name);
                    if (!grows) {
                        known.add(name);
                    }
                    return null;
                });
            }
        }
        await(work, threads.get(archive.repository()));
    }

    /** @param first whether this process has not sent of it before: another one may have sent more */
    private void sendPartial(WalArchive archive, Path file, boolean first) throws IOException {
        String name = file.getFileName().toString();
        String segment = name.substring(0, name.length() - WalSegment.PARTIAL.length());
        try {
            byte[] content = Files.readAllBytes(file);
            if (!first || !archive.holdsMore(segment, content)) {
                archive.storePartial(segment, content);
            }
        } catch (NoSuchFileException e) {
            if (Files.exists(file)) {
                throw e;
            }
            // It has become whole meanwhile, and is sent as such next.
            missed = true;
        }
    }

    /** Until all of it has ended, also when some has failed. */
    private static void await(List<Callable<Void>> work, ExecutorService threads) throws IOException {
        IOException failed = null;
        try {
            for (Future<Void> each : threads.invokeAll(work)) {
                try {
                    each.get();
                } catch (ExecutionException e) {
                    IOException cause = e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
                    if (failed == null) {
                        failed = cause;
                    } else {
                        failed.addSuppressed(cause);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the log was sent");
        }
        if (failed != null) {
            throw failed;
        }
    }

    /** Deletes what every repository has, but not the newest: there the program takes up again. */
    private void tidy(List<Path> whole) throws IOException {
        List<Path> done = whole.stream().filter(this::isEverywhere).toList();
        Optional<Path> newest = whole.stream()
                .filter(file -> WalSegment.isWhole(file.getFileName().toString()))
                .reduce((first, second) -> second);
        for (Path file : done) {
            boolean history = file.getFileName().toString().endsWith(WalSegment.HISTORY);
            if (!history && !file.equals(newest.orElse(null))) {
                Files.deleteIfExists(file);
                sent.values().forEach(names -> names.remove(file.getFileName().toString()));
            }
        }
    }

    private void tidyPartials(List<Path> partials) throws IOException {
        for (Path file : partials) {
            if (isEverywhere(file)) {
                Files.deleteIfExists(file);
            }
        }
    }

    private boolean isEverywhere(Path file) {
        return repositories.stream().allMatch(repository -> sent.getOrDefault(repository, Set.of())
                .contains(file.getFileName().toString()));
    }

    /** Tells every repository how far its log reaches. */
    void position(WalPosition position) throws IOException {
        for (Repository repository : repositories) {
            archive(repository).position(position);
        }
    }

    /** One for each repository; opened when it can be. */
    private WalArchive archive(Repository repository) throws IOException {
        WalArchive archive = archives.get(repository);
        if (archive == null) {
            archive = WalArchive.openOrBegin(repository, target, systemIdentifier, masterKey);
            archives.put(repository, archive);
        }
        return archive;
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> WalSegment.isFile(file.getFileName().toString()))
                    .sorted()
                    .toList();
        }
    }

    /** Of a segment that became whole after all, nothing remains to be sent. */
    private static List<Path> partials(List<Path> files) {
        return files.stream()
                .filter(WalSender::isPartial)
                .filter(file -> {
                    String name = file.getFileName().toString();
                    String segment = name.substring(0, name.length() - WalSegment.PARTIAL.length());
                    return !files.contains(file.resolveSibling(segment));
                })
                .toList();
    }

    private static boolean isPartial(Path file) {
        return file.getFileName().toString().endsWith(WalSegment.PARTIAL);
    }

    @Override
    public void close() {
        senders.shutdownNow();
        threads.values().forEach(ExecutorService::shutdownNow);
    }
}
