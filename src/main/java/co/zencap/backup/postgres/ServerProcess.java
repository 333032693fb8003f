package co.zencap.backup.postgres;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * One run of a server. It cannot outlive us, not even when we are killed: a small guard, detached from the server, reads
 * a pipe whose other end we hold. When the pipe ends, for whatever reason, the guard stops the server: fast first
 * (SIGINT), then at once (SIGQUIT), then by force. A line in the pipe says that the server has ended by itself.
 */
final class ServerProcess {

    /**
     * Arguments: the data directory, then the server's command. The guard is started twice removed, so that it is no
     * child of the server; that takes the shell's place and thereby its process id. The id is compared with the one in
     * the data directory before a signal is sent, since ids are used again. A session of its own keeps a Ctrl-C on the terminal from the server, which has to
     * serve us until we have ended; the guard ignores it.
     */
    private static final String SCRIPT =
            """
            data=$1
            shift
            exec 3<&0
            ( (
              trap '' HUP INT QUIT TERM
              read -r word <&3 && exit 0
              is_ours() { read -r pid < "$data/postmaster.pid" && [ "$pid" = $$ ] && kill -0 $$; } 2>/dev/null
              end_with() {
                is_ours && kill -"$1" $$ || exit 0
                tries=0
                while [ $tries -lt "$2" ] && is_ours; do sleep 0.1; tries=$((tries + 1)); done
              }
              end_with INT 100
              end_with QUIT 50
              end_with KILL 1
            ) </dev/null >/dev/null 2>&1 & )
            exec 3<&-
            command -v setsid >/dev/null && exec setsid "$@" </dev/null
            exec "$@" </dev/null
            """;

    /** A standby takes connections as well, that only read. */
    private static final Set<String> READY = Set.of("ready", "standby");

    private static final int STATUS_LINE = 8;

    private final Process process;
    private final Path data;
    private final Path log;

    private ServerProcess(Process process, Path data, Path log) {
        this.process = process;
        this.data = data;
        this.log = log;
        process.onExit().thenRun(this::dismissGuard);
    }

    static ServerProcess start(ServerAccount account, Path data, Path log, List<String> server) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", SCRIPT, "sh", data.toString()));
        command.addAll(server);
        ProcessBuilder builder = new ProcessBuilder(account.command(command));
        builder.directory(data.toFile());
        ToolProcess.cleanEnvironment(builder.environment());
        builder.redirectErrorStream(true).redirectOutput(Redirect.appendTo(log.toFile()));
        return new ServerProcess(builder.start(), data, log);
    }

    /** @throws IOException with the log's end, when the server ends instead of accepting connections */
    void awaitReady(Duration patience) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            while (!isReady()) {
                if (process.waitFor(25, TimeUnit.MILLISECONDS)) {
                    throw new IOException("The local PostgreSQL server did not start:\n" + lastWords() + "\nHINT: see "
                            + log + " for the whole log.");
                }
                if (System.nanoTime() > deadline) {
                    stop();
                    throw new IOException("The local PostgreSQL server was not ready within " + patience.toSeconds()
                            + " s:\n" + lastWords() + "\nHINT: is the disk slow or full? See " + log + ".");
                }
            }
        } catch (InterruptedException e) {
            stop();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the local PostgreSQL server started", e);
        }
    }

    /** The server writes its own state into the lock file, as pg_ctl reads it too (LOCK_FILE_LINE_PM_STATUS). */
    private boolean isReady() throws IOException {
        Path lock = data.resolve("postmaster.pid");
        List<String> lines;
        try {
            lines = Files.readAllLines(lock);
        } catch (NoSuchFileException e) {
            return false; // it is not there yet, or no more, as where the port is taken
        }
        return lines.size() >= STATUS_LINE
                && lines.get(0).equals(String.valueOf(process.pid()))
                && READY.contains(lines.get(STATUS_LINE - 1).strip());
    }

    private String lastWords() throws IOException {
        List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
    }

    boolean portTaken() throws IOException {
        return !process.isAlive() && lastWords().contains("Address already in use");
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** Ends the pipe and waits until the guard has done its work. */
    void stop() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                ProcessTree.end(process, Duration.ofSeconds(5));
            }
        } catch (InterruptedException e) {
            ProcessTree.end(process, Duration.ofSeconds(5));
            Thread.currentThread().interrupt();
        }
    }

    private void dismissGuard() {
        try (OutputStream pipe = process.getOutputStream()) {
            pipe.write("ended\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException guardIsGone) {
            // the guard has ended the server itself, or we have closed the pipe to make it
            return;
        }
    }
}
