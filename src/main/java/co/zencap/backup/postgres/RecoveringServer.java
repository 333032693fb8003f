package co.zencap.backup.postgres;

import co.zencap.backup.disk.FileOwner;
import co.zencap.backup.disk.FileTree;
import co.zencap.backup.disk.Private;
import co.zencap.backup.postgres.ToolCommand.Limits;
import co.zencap.backup.postgres.ToolCommand.Mode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A server that replays its write-ahead log over a base backup, for nobody but us: it listens in a private folder, and not
 * to the network; all that it is told it is told by its command line, so that nothing of it stays in its data, and nothing
 * of its old configuration, such as where it archived to, is in force. It ends when we do.
 */
public final class RecoveringServer implements AutoCloseable {
    private static final Limits QUERY = new Limits(Duration.ofHours(12), Duration.ZERO);
    private static final Limits QUICK = new Limits(Duration.ofSeconds(30), Duration.ZERO);
    private static final String STOPPING = "recovery stopping ";

    /** What is locked for so long is so by a transaction that is not replayed to its end, and would be for ever. */
    private static final Duration LOCKED = Duration.ofMinutes(2);

    private static final String OPTIONS = "-c search_path= -c statement_timeout=0 -c lock_timeout=" + LOCKED.toMillis();

    /** What a socket's path may take, by the kernel, with its final zero. */
    private static final int LONGEST_SOCKET = 107;

    private final Cluster cluster;
    private final ServerAccount account;
    private final Path room;
    private final ClientTools tools;
    private Map<String, String> target;
    private ServerProcess server;

    /**
     * What is recovered.
     *
     * @param binaries the server's programs, of the cluster's major version
     * @param data its data directory, unpacked
     * @param superuser the role to ask it by
     * @param restore the command that fetches a file of the log, as {@code restore_command} has it
     * @param limits settings of which it needs at least as much as the old server had
     * @param target what {@code recovery_target_...} settings say; empty: all there is
     */
    public record Cluster(
            ServerBinaries binaries,
            Path data,
            String superuser,
            String restore,
            Map<String, Integer> limits,
            Map<String, String> target) {}

    private RecoveringServer(Cluster cluster, ServerAccount account, Path room, ClientTools tools) {
        this.cluster = cluster;
        this.target = cluster.target();
        this.account = account;
        this.room = room;
        this.tools = tools;
    }

    /** As whom a server in a folder would run: what it reads has to be theirs. */
    public static Optional<FileOwner> owner(ServerBinaries binaries, Path home) throws IOException {
        return ServerAccount.choose(binaries.bin(), home).owner();
    }

    /** Starts it; it does not answer before the base backup's own log is replayed. */
    public static RecoveringServer start(Cluster cluster, ClientTools tools) throws IOException {
        ServerAccount account =
                ServerAccount.choose(cluster.binaries().bin(), cluster.data().getParent());
        Path room = room(cluster.data());
        var recovering = new RecoveringServer(cluster, account, room, tools);
        try {
            recovering.prepare();
            recovering.server = ServerProcess.start(account, cluster.data(), recovering.log(), recovering.command());
            return recovering;
        } catch (IOException | RuntimeException | Error e) {
            try (recovering) {
                throw e;
            }
        }
    }

    /** Beside the data, where whoever tidies up after a sudden end finds it; unless a socket's path may not be that long. */
    private static Path room(Path data) throws IOException {
        Path beside = data.resolveSibling(data.getFileName() + ".room");
        if (beside.resolve(".s.PGSQL.5432").toString().length() > LONGEST_SOCKET) {
            return Files.createTempDirectory("zcpg", Private.FOLDER);
        }
        FileTree.delete(beside);
        return Files.createDirectory(beside, Private.FOLDER);
    }

    private void prepare() throws IOException {
        Files.deleteIfExists(log()); // an earlier attempt's words are not this one's
        Files.writeString(hba(), "local all all trust\n");
        Files.writeString(cluster.data().resolve("standby.signal"), "");
        Files.deleteIfExists(cluster.data().resolve("recovery.signal"));
        for (Path each : List.of(room, hba(), cluster.data().resolve("standby.signal"))) {
            if (account.owner().isPresent()) {
                account.owner().get().own(each);
            }
        }
    }

    private Path hba() {
        return room.resolve("pg_hba.conf");
    }

    /** What the server says; beside its data. */
    public Path log() {
        return cluster.data().resolveSibling(cluster.data().getFileName() + ".log");
    }

    private List<String> command() throws IOException {
        var all = new LinkedHashMap<>(
                Quarantine.settings(cluster.data(), cluster.binaries().major()));
        all.put("config_file", configuration().toString());
        all.put("hba_file", hba().toString());
        all.put("ident_file", room.resolve("none").toString());
        all.put("listen_addresses", "");
        all.put("unix_socket_directories", room.toString());
        all.put("unix_socket_permissions", "0700");
        all.put("port", "5432");
        all.put("hot_standby", "on");
        all.put("wal_retrieve_retry_interval", "500ms");
        all.put("recovery_min_apply_delay", "0");
        // Replay waits for whoever reads, and nobody who reads is sent away: it is we.
        all.put("max_standby_archive_delay", "-1");
        all.put("max_standby_streaming_delay", "-1");
        // With less than the old server had, replay would stop where the log tells of it; it may have got more since.
        cluster.limits().forEach((name, value) -> all.put(name, String.valueOf(Math.min(2L * value, 100_000))));
        all.put("recovery_target_action", "pause");
        all.put("recovery_target_timeline", "latest");
        all.put("restore_command", cluster.restore());
        List.of("", "_name", "_time", "_xid", "_lsn").forEach(kind -> all.put("recovery_target" + kind, ""));
        // The server takes them in this order, and an empty one after another that is not for a second point.
        target.forEach((name, value) -> {
            all.remove(name);
            all.put(name, value);
        });
        var command = new ArrayList<>(List.of(
                cluster.binaries().postgres().toString(), "-D", cluster.data().toString()));
        all.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        return command;
    }

    /** Its own configuration, where it lies among the data; else one that says nothing. */
    private Path configuration() throws IOException {
        Path own = cluster.data().resolve("postgresql.conf");
        if (Files.exists(own)) {
            return own;
        }
        Path empty = room.resolve("postgresql.conf");
        Files.writeString(empty, "");
        if (account.owner().isPresent()) {
            account.owner().get().own(empty);
        }
        return empty;
    }

    /** @throws IOException with what it said last, when it has ended */
    public void requireAlive() throws IOException {
        if (!server.isAlive()) {
            throw new IOException("The recovering server has ended:\n" + lastWords() + "\nHINT: see " + log() + ".");
        }
    }

    private String lastWords() throws IOException {
        List<String> lines = said();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 8), lines.size()));
    }

    private List<String> said() throws IOException {
        return Files.exists(log()) ? Files.readAllLines(log(), StandardCharsets.ISO_8859_1) : List.of();
    }

    /** What it said where it stopped as it was told to; empty while it has not. */
    public Optional<String> stopped() throws IOException {
        return said().stream()
                .filter(line -> line.contains(STOPPING))
                .map(line -> line.substring(line.indexOf(STOPPING)))
                .reduce((first, second) -> second);
    }

    /** What it said on why it can't go on; empty while it can. */
    public Optional<String> insufficient() throws IOException {
        return said().stream()
                .filter(line ->
                        line.contains("recovery has paused") || line.contains("insufficient parameter settings"))
                .filter(line -> !line.contains("recovery target"))
                .findFirst();
    }

    /** An answer of one line of one column; empty while it does not answer yet. */
    public Optional<String> tryAsk(String query) throws IOException {
        requireAlive();
        try {
            return Optional.of(
                    run("template1", List.of("--command=" + query), QUICK).strip());
        } catch (ToolFailure e) {
            if (e.exitStatus() != 2) {
                throw e;
            }
            return Optional.empty(); // psql could not connect
        }
    }

    /** Statements, or questions whose answers are statements. */
    public String ask(String database, String query) throws IOException {
        return run(database, List.of("--command=" + query), QUERY);
    }

    /** The same from a script, which may be more than psql takes as one statement. */
    public String script(String database, String script) throws IOException {
        Path file = Files.createTempFile(room, "script", ".sql");
        try {
            Files.writeString(file, script);
            return run(database, List.of("--file=" + file), QUERY);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private String run(String database, List<String> what, Limits limits) throws IOException {
        var arguments = new ArrayList<>(List.of(
                "--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--no-password", "--set=ON_ERROR_STOP=1"));
        arguments.addAll(what);
        var environment = new LinkedHashMap<>(tools.environment());
        environment.putAll(Map.of(
                "PGHOST",
                room.toString(),
                "PGPORT",
                "5432",
                "PGUSER",
                cluster.superuser(),
                "PGDATABASE",
                database,
                "PGAPPNAME",
                "zencap",
                "PGCLIENTENCODING",
                "UTF8",
                "PGOPTIONS",
                OPTIONS));
        return ToolProcess.run(new ToolCommand(tools.psql(), arguments, environment, room, limits, Mode.RUN))
                .standardOutput();
    }

    /**
     * Starts it again, to go to the end of the log that it gets: one that has not come to the point that it was told refuses to
     * be promoted.
     */
    public void goToTheEnd() throws IOException {
        server.stop();
        target = Map.of();
        server = ServerProcess.start(account, cluster.data(), log(), command());
    }

    /** From here on it is a server of its own, on a branch of the log of its own. */
    public void promote() throws IOException {
        ask("template1", "SELECT pg_catalog.pg_promote(true, 3600)");
        if (!ask("template1", "SELECT pg_catalog.pg_is_in_recovery()").strip().equals("f")) {
            throw new IOException("The recovered server did not become one of its own.\nHINT: see " + log() + ".");
        }
        ask("template1", "CHECKPOINT");
    }

    /**
     * Lets somebody in by a password, once it is promoted: a superuser of a reserved name, which pg_dumpall leaves out, so
     * that it gets into no backup.
     */
    void letIn(String superuser, String password) throws IOException {
        String name = Quoting.text(superuser);
        script(
                "template1",
                """
                SET password_encryption = 'scram-sha-256';
                CREATE ROLE zencap_entrance SUPERUSER LOGIN PASSWORD %s;
                SET allow_system_table_mods = on;
                UPDATE pg_catalog.pg_authid SET rolname = %s WHERE rolname = 'zencap_entrance';
                CHECKPOINT;
                """
                        .formatted(Quoting.text(password), name));
    }

    @Override
    public void close() throws IOException {
        try {
            if (server != null) {
                server.stop();
            }
        } finally {
            FileTree.delete(room);
        }
    }
}
