package co.zencap.backup.postgres;

import co.zencap.backup.disk.FileTree;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A PostgreSQL server of our own, on 127.0.0.1 only, for sandboxes, the demo and tests. It has a random password, keeps
 * all it writes below one folder, and ends when we do, however we end.
 */
public final class LocalCluster implements AutoCloseable {

    /** The superuser that clusters usually have. */
    public static final String SUPERUSER = "postgres";

    private static final String MAINTENANCE_DATABASE = "postgres";

    private static final String LOOPBACK = "127.0.0.1";
    private static final int PORT_ATTEMPTS = 10;
    private static final Duration START_PATIENCE = Duration.ofSeconds(90);

    /** What a crash of the machine may cost. */
    public enum Profile {
        /** All of it: nothing is flushed to disk, so that restores are fast. */
        THROWAWAY(
                "fsync=off",
                "full_page_writes=off",
                "synchronous_commit=off",
                "wal_level=minimal",
                "max_wal_senders=0",
                "autovacuum=off",
                "max_wal_size=2GB",
                "checkpoint_timeout=1h",
                "maintenance_work_mem=256MB"),
        /** Nothing that was committed. */
        DURABLE("maintenance_work_mem=128MB");

        private final List<String> settings;

        Profile(String... settings) {
            this.settings = List.of(settings);
        }
    }

    /**
     * A cluster to be.
     *
     * @param binaries the server's programs
     * @param home     its folder; may hold a cluster already, which is then used again with its password
     * @param port     0 takes a free one at each start
     * @param profile  how durable
     * @param settings further server settings, which win over the profile's
     * @param superuser the role that it is made with
     */
    public record Settings(
            ServerBinaries binaries,
            Path home,
            int port,
            Profile profile,
            Map<String, String> settings,
            String superuser) {

        /** With the usual superuser. */
        public Settings(ServerBinaries binaries, Path home, int port, Profile profile, Map<String, String> settings) {
            this(binaries, home, port, profile, settings, SUPERUSER);
        }

        public Settings {
            Objects.requireNonNull(binaries, "binaries");
            home = home.toAbsolutePath().normalize();
            Objects.requireNonNull(profile, "profile");
            settings = Map.copyOf(settings);
        }
    }

    private final Settings settings;
    private final ServerAccount account;
    private final ClusterFolder folder;
    private ServerProcess server;
    private int port;

    private LocalCluster(Settings settings, ServerAccount account, ClusterFolder folder) {
        this.settings = settings;
        this.account = account;
        this.folder = folder;
    }

    /** Makes the cluster if its folder has none yet, and starts it; accepts connections on return. */
    public static LocalCluster start(Settings settings) throws IOException {
        Path home = settings.home();
        Files.createDirectories(home);
        // others may pass through, not look: the server's own user has to reach its data
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
        ServerAccount account = ServerAccount.choose(settings.binaries().bin(), home);
        ClusterFolder folder = ClusterFolder.prepare(home, settings.binaries(), account, settings.superuser());
        LocalCluster cluster = new LocalCluster(settings, account, folder);
        try {
            cluster.start();
        } catch (IOException | RuntimeException | Error e) {
            cluster.stopAfter(e);
            throw e;
        }
        return cluster;
    }

    /** Starts it again after {@link #stop()}; does nothing while it runs. */
    public synchronized void start() throws IOException {
        for (int attempt = 1; server == null || !server.isAlive(); attempt++) {
            port = settings.port() == 0 ? freePort() : settings.port();
            server = ServerProcess.start(account, folder.data(), folder.log(), command());
            try {
                server.awaitReady(START_PATIENCE);
            } catch (IOException e) {
                if (settings.port() != 0 || !server.portTaken() || attempt == PORT_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private List<String> command() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("listen_addresses", LOOPBACK);
        all.put("unix_socket_directories", "");
        all.put("port", String.valueOf(port));
        all.put("log_min_messages", "warning");
        all.put("shared_buffers", "128MB");
        all.put("jit", "off");
        settings.profile().settings.forEach(setting -> all.put(setting.split("=")[0], setting.split("=")[1]));
        all.putAll(settings.settings());
        List<String> command = new ArrayList<>(List.of(
                settings.binaries().postgres().toString(), "-D", folder.data().toString()));
        all.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        return command;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
            return socket.getLocalPort();
        }
    }

    public Path home() {
        return settings.home();
    }

    /** The port of the latest start. */
    public synchronized int port() {
        return port;
    }

    public synchronized boolean isRunning() {
        return server != null && server.isAlive();
    }

    /** The server's process id of the latest start. */
    public synchronized long pid() {
        return server.pid();
    }

    /** Where to reach a database of it as the superuser; the database need not exist. */
    public PostgresUrl url(String database) {
        return PostgresUrl.of(new Host(LOOPBACK, port()), settings.superuser(), folder.password(), database);
    }

    /** Makes an empty database from template0 and tells where it is; the name is taken literally. */
    public PostgresUrl createDatabase(String name) throws IOException {
        execute("create a database", connection -> {
            try (Statement sql = connection.createStatement()) {
                sql.execute("CREATE DATABASE " + Quoting.name(name) + " TEMPLATE template0");
            }
        });
        return url(name);
    }

    /** Drops a database, if it is there, and ends the sessions in it. */
    public void dropDatabase(String name) throws IOException {
        execute("drop a database", connection -> DatabaseDrop.now(connection, name));
    }

    private interface Work {
        void on(Connection maintenance) throws SQLException;
    }

    private void execute(String doing, Work work) throws IOException {
        PostgresUrl url = url(MAINTENANCE_DATABASE);
        try (Connection connection = DriverManager.getConnection(url.jdbcUrl(), url.jdbcProperties())) {
            work.on(connection);
        } catch (SQLException e) {
            throw ServerFailure.of(doing, url, e);
        }
    }

    /** Ends the server: sessions are cut, committed data stays. Does nothing when it does not run. */
    public synchronized void stop() throws IOException {
        if (server != null) {
            server.stop();
        }
    }

    private void stopAfter(Throwable failure) {
        try {
            stop();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** Ends the server and deletes its folder. */
    public void delete() throws IOException {
        stop();
        FileTree.delete(settings.home());
    }

    /** As {@link #stop()}. */
    @Override
    public void close() throws IOException {
        stop();
    }

    @Override
    public String toString() {
        return "local PostgreSQL in " + settings.home() + (isRunning() ? ", port " + port() : ", stopped");
    }
}
