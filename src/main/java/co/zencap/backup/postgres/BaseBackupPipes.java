package co.zencap.backup.postgres;

import co.zencap.backup.disk.FileTree;
import co.zencap.backup.disk.Private;
import co.zencap.backup.postgres.ToolCommand.Limits;
import co.zencap.backup.postgres.ToolCommand.Mode;
import co.zencap.backup.stream.JoinedTar;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Pipes in the place of the files that pg_basebackup writes where a cluster has tablespaces: a tar for each of them, and one for
 * all else. What comes through them becomes one tar, and nothing but the list of files lies on a disk of this machine. To its
 * standard output pg_basebackup writes a single tar only.
 *
 * <p>It makes its folder, or has to find it empty, and opens the files when the server has made the checkpoint that a base backup
 * begins with. In between the pipes are put there. Where it was quicker than we are, it begins again.
 */
public final class BaseBackupPipes implements Closeable {
    /** Swept after a sudden end, as all of this name is. */
    public static final String PREFIX = "base-pipes-";

    private static final String BASE = "base.tar";
    private static final String LIST = "backup_manifest";

    /** Says where the tablespaces of the original lie: a server that finds it goes there. */
    private static final String MAP = "tablespace_map";

    private static final int ATTEMPTS = 10;
    private static final int BUFFER = 1 << 17;
    private static final long LOOK_MILLIS = 2;
    private static final Limits QUICK = new Limits(Duration.ofSeconds(30), Duration.ZERO);

    private final Path home;
    private final Map<String, Tablespace> tablespaces = new LinkedHashMap<>();
    private final Map<String, NamedPipe> waiting = new LinkedHashMap<>();
    private final List<Tablespace> sent = new ArrayList<>();
    private ToolProcess process;

    private BaseBackupPipes(Path home, List<Tablespace> all) {
        this.home = home;
        all.forEach(each -> tablespaces.put(each.oid() + ".tar", each));
        Stream.concat(tablespaces.keySet().stream(), Stream.of(BASE))
                .forEach(name -> waiting.put(name, new NamedPipe(home.resolve(name))));
    }

    /**
     * Makes them.
     *
     * @param work where a folder of their own is made
     * @param tablespaces that the cluster has beside the usual ones. Asked for before pg_basebackup begins: what is made later is
     *     told by the log
     */
    public static BaseBackupPipes make(Path work, List<Tablespace> tablespaces) throws IOException {
        var pipes = new BaseBackupPipes(
                Files.createTempDirectory(work.toAbsolutePath(), PREFIX, Private.FOLDER), tablespaces);
        try {
            var arguments = new ArrayList<>(List.of("-m", "600"));
            pipes.waiting.values().forEach(pipe -> arguments.add(pipe.path().toString()));
            ToolProcess.run(new ToolCommand(Path.of("mkfifo"), arguments, Map.of(), pipes.home, QUICK, Mode.RUN));
            pipes.open();
            return pipes;
        } catch (IOException | RuntimeException e) {
            try (pipes) {
                throw e;
            }
        }
    }

    /**
     * Lets go whoever waits for somebody to read from pipes that were left: pg_basebackup, when we were killed just before it
     * opened them, would wait for ever, and the server with it. It opens them now, and ends as nobody reads.
     *
     * @param left what a process that has died had made
     */
    public static void letGo(Path left) throws IOException {
        try (Stream<Path> files = Files.list(left)) {
            for (Path each : files.filter(BaseBackupPipes::isPipe).toList()) {
                new RandomAccessFile(each.toFile(), "rw").close();
            }
        }
    }

    private static boolean isPipe(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isOther();
        } catch (IOException e) {
            return false; // it is gone
        }
    }

    private void open() throws IOException {
        for (NamedPipe each : waiting.values()) {
            each.open();
        }
    }

    /** Where pg_basebackup has to be told to write to; not there yet. */
    Path folder() {
        return home.resolve("files");
    }

    /** The tablespaces that came, once all is written. */
    public List<Tablespace> sent() {
        return List.copyOf(sent);
    }

    /**
     * What pg_basebackup writes, as one tar with all of a tablespace in {@code pg_tblspc/<oid>} and pg_basebackup's list of files
     * at its end.
     *
     * @param started just now, with {@link #folder}; ended with these, or when they have to begin again
     */
    public ToolPayload payload(ToolProcess started) {
        process = started;
        return new Joined(started);
    }

    private final class Joined extends ToolPayload {
        Joined(ToolProcess started) {
            super(started);
        }

        @Override
        public ToolProcess process() {
            return process;
        }

        @Override
        public void awaitOutput() throws IOException {
            for (int attempt = 1; !isLinked(); attempt++) {
                process.close();
                if (attempt == ATTEMPTS) {
                    throw new IOException("pg_basebackup opened its files before they were there, " + ATTEMPTS
                            + " times. HINT: this machine is too busy; try again later.");
                }
                FileTree.delete(folder());
                open();
                process = ToolProcess.start(process.command());
            }
            if (next().isEmpty()) {
                requireSuccess();
            }
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            var tar = new JoinedTar(out);
            for (Optional<String> name = next(); name.isPresent(); name = next()) {
                Optional<Tablespace> tablespace = Optional.ofNullable(tablespaces.get(name.get()));
                try (NamedPipe pipe = waiting.remove(name.get());
                        InputStream in = new BufferedInputStream(process.watched(pipe.read()), BUFFER)) {
                    long bytes = tar.add(in, tablespace.map(Tablespace::place).orElse(""), MAP);
                    tablespace.map(each -> each.of(bytes)).ifPresent(sent::add);
                } catch (EOFException e) {
                    process.awaitSuccess(); // it knows better why
                    throw e;
                }
            }
            requireSuccess();
            tar.file(LIST, folder().resolve(LIST));
            tar.end();
        }

        /** One that was dropped meanwhile does not come. */
        private void requireSuccess() throws IOException {
            process.awaitSuccess();
            if (waiting.containsKey(BASE)) {
                throw new IOException("pg_basebackup ended well, and did not write all that it should."
                        + " HINT: see whether its program and the server are of the same version.");
            }
        }

        @Override
        public void close() {
            process.close();
        }
    }

    /** Puts the pipes where pg_basebackup is about to open its files; false: it did already. */
    private boolean isLinked() throws IOException {
        if (!await(() -> Files.isDirectory(folder()))) {
            return true; // it has failed, and says why when it is asked
        }
        try {
            for (Map.Entry<String, NamedPipe> each : waiting.entrySet()) {
                Files.createSymbolicLink(
                        folder().resolve(each.getKey()), each.getValue().path());
            }
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (NoSuchFileException e) {
            return true; // it has failed, and tidied up
        }
    }

    /** The tar that is being written; empty: none will be any more. */
    private Optional<String> next() throws IOException {
        var begun = new ArrayList<String>();
        await(() -> {
            for (Map.Entry<String, NamedPipe> each : waiting.entrySet()) {
                if (each.getValue().hasBegun()) {
                    begun.add(each.getKey());
                    return true;
                }
            }
            requireNoOther();
            return waiting.isEmpty();
        });
        return begun.stream().findFirst();
    }

    private void requireNoOther() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            Predicate<Path> isTar = file -> file.getFileName().toString().endsWith(".tar");
            if (files.filter(isTar).anyMatch(file -> !Files.isSymbolicLink(file))) {
                throw new IOException("A tablespace was made just when the base backup began. HINT: try again.");
            }
        } catch (NoSuchFileException e) {
            // pg_basebackup has failed, and tidied up
        }
    }

    /** What a wait is for. */
    @FunctionalInterface
    private interface Condition {
        boolean holds() throws IOException;
    }

    /** Whether something came about before pg_basebackup ended. */
    private boolean await(Condition condition) throws IOException {
        process.waiting();
        try {
            while (true) {
                boolean alive = process.isAlive();
                if (condition.holds()) {
                    return true;
                }
                if (!alive) {
                    return false;
                }
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for pg_basebackup");
        } finally {
            process.served();
        }
    }

    /** Ends pg_basebackup, if it still runs. */
    @Override
    public void close() throws IOException {
        if (process != null) {
            process.close();
        }
        for (NamedPipe each : waiting.values()) {
            each.close();
        }
        FileTree.delete(home);
    }
}
