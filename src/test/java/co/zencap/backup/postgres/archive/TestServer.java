package co.zencap.backup.postgres.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.postgresql.ds.PGSimpleDataSource;
import org.tukaani.xz.XZInputStream;

/** A real server for this package's tests: one for all of them, in a folder of its own, gone with the last of them. */
final class TestServer implements BeforeAllCallback, AutoCloseable {
    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";
    private static final List<String> AS_NOBODY =
            List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups");

    private TestServer shared;
    private Path home;
    private int port;
    private int databases;

    @Override
    public void beforeAll(ExtensionContext context) {
        shared = context.getRoot()
                .getStore(ExtensionContext.Namespace.create(TestServer.class))
                .getOrComputeIfAbsent(TestServer.class, type -> started(), TestServer.class);
    }

    private static TestServer started() {
        TestServer server = new TestServer();
        try {
            server.start();
            return server;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A new, empty database. */
    Database createDatabase(String options) throws SQLException {
        return shared.create(options);
    }

    Database createDatabase() throws SQLException {
        return createDatabase("");
    }

    Path extensions() {
        return shared.home.resolve("share/postgresql/extension");
    }

    private synchronized Database create(String options) throws SQLException {
        String name = "test" + ++databases;
        execute("postgres", "CREATE DATABASE " + name + " TEMPLATE template0 " + options);
        return new Database(name, port);
    }

    private void execute(String database, String sql) throws SQLException {
        new Database(database, port).execute(sql);
    }

    private void start() throws IOException, InterruptedException {
        home = Files.createTempDirectory("zencap-archive-test");
        unpack();
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        if (isRoot()) {
            run(home, List.of("chown", "-R", "nobody:nogroup", home.toString()));
        }
        String data = home.resolve("data").toString();
        run(
                home,
                asServer("bin/initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"));
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        List<String> start = asServer(
                "bin/pg_ctl",
                "-D",
                data,
                "-l",
                home.resolve("log").toString(),
                "-w",
                "-o",
                "-p " + port + " -k '' -c listen_addresses=127.0.0.1 -c fsync=off -c max_wal_size=4GB",
                "start");
        run(home, start);
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> {
            execute("postgres", "SELECT 1");
            return true;
        });
    }

    private void unpack() throws IOException {
        try (InputStream packed = TestServer.class.getResourceAsStream(ARCHIVE);
                TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(packed))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = home.resolve(entry.getName()).normalize();
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                } else if (entry.isSymbolicLink()) {
                    Files.createDirectories(path.getParent());
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else {
                    Files.createDirectories(path.getParent());
                    Files.copy(tar, path);
                    if ((entry.getMode() & 0100) != 0) {
                        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
                    }
                }
            }
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (home != null) {
            run(home, asServer("bin/pg_ctl", "-D", home.resolve("data").toString(), "-m", "immediate", "stop"));
            try (Stream<Path> files = Files.walk(home)) {
                for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private List<String> asServer(String program, String... arguments) {
        List<String> command = new ArrayList<>(isRoot() ? AS_NOBODY : List.of());
        command.add(home.resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static void run(Path folder, List<String> command) throws IOException, InterruptedException {
        // Into a file: the server inherits the streams of pg_ctl, and a pipe would stay open as long as it runs.
        Path output = Files.createTempFile("zencap-archive-test", ".log");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            assertThat(process.waitFor())
                    .as("%s: %s", command, Files.readString(output))
                    .isZero();
        } finally {
            Files.delete(output);
        }
    }

    /** One database of the server, and what the client programs do with it. */
    record Database(String name, int port) {
        Connection connect() throws SQLException {
            return DriverManager.getConnection(url(), "postgres", "");
        }

        DataSource dataSource() {
            PGSimpleDataSource source = new PGSimpleDataSource();
            source.setUrl(url());
            source.setUser("postgres");
            return source;
        }

        private String url() {
            return "jdbc:postgresql://127.0.0.1:" + port + "/" + name;
        }

        void execute(String... statements) throws SQLException {
            try (Connection connection = connect();
                    Statement statement = connection.createStatement()) {
                for (String sql : statements) {
                    statement.execute(sql);
                }
            }
        }

        /** pg_dump writes to a pipe, as it does in a backup. */
        void dump(OutputStream out, String... options) throws IOException, InterruptedException {
            Process process = client("pg_dump", null, dumpOptions(options));
            try (InputStream dump = process.getInputStream()) {
                dump.transferTo(out);
            }
            assertThat(process.waitFor()).isZero();
        }

        /** pg_dump writes to a file, where it can go back and set the positions. */
        void dumpToFile(Path file, String... options) throws IOException, InterruptedException {
            assertThat(client("pg_dump", file, dumpOptions(options)).waitFor()).isZero();
        }

        void restore(Path file, String... options) throws IOException, InterruptedException {
            List<String> all = new ArrayList<>(List.of(options));
            all.addAll(List.of("--exit-on-error", "--dbname=" + name, file.toString()));
            Process process = client("pg_restore", null, all);
            process.getInputStream().transferTo(OutputStream.nullOutputStream());
            assertThat(process.waitFor()).isZero();
        }

        String list(Path file) throws IOException, InterruptedException {
            Process process = client("pg_restore", null, List.of("--list", file.toString()));
            String list = new String(process.getInputStream().readAllBytes());
            assertThat(process.waitFor()).isZero();
            return list;
        }

        private static List<String> dumpOptions(String... options) {
            List<String> all = new ArrayList<>(List.of("--format=custom", "--compress=0"));
            all.addAll(List.of(options));
            return all;
        }

        private Process client(String program, Path output, List<String> options) throws IOException {
            List<String> command = new ArrayList<>(List.of(program));
            command.addAll(options);
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
            if (output != null) {
                builder.redirectOutput(output.toFile());
            }
            builder.environment()
                    .putAll(Map.of(
                            "PGHOST",
                            "127.0.0.1",
                            "PGPORT",
                            Integer.toString(port),
                            "PGUSER",
                            "postgres",
                            "PGDATABASE",
                            name,
                            "PGOPTIONS",
                            RowText.pgOptions()));
            return builder.start();
        }
    }
}
