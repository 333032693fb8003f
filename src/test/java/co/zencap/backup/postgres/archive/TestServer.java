package co.zencap.backup.postgres.archive;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.postgres.ClientTools;
import co.zencap.backup.postgres.EmbeddedBinaries;
import co.zencap.backup.postgres.PinnedSettings;
import co.zencap.backup.postgres.PostgresCommands;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.ToolCommand;
import co.zencap.backup.testing.TestCluster;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Databases of the real server, dumped and restored by the real programs. */
final class TestServer {

    private TestServer() {}

    /** A new, empty database. */
    static Database createDatabase() {
        return createDatabase("");
    }

    /** The same with options of CREATE DATABASE. */
    static Database createDatabase(String options) {
        String name = "archive_" + UUID.randomUUID().toString().replace('-', '_');
        TestCluster.execute(
                TestCluster.get().url("postgres"), "CREATE DATABASE " + name + " TEMPLATE template0 " + options);
        return new Database(TestCluster.get().url(name));
    }

    /** Where the server looks for extensions. */
    static Path extensions() throws IOException {
        return EmbeddedBinaries.unpack(TestCluster.cache()).bin().resolveSibling("share/postgresql/extension");
    }

    /** One database of the server, and what the client programs do with it. */
    record Database(PostgresUrl url) {
        /** Needs no quotes. */
        String name() {
            return url.database();
        }

        Connection connect() throws SQLException {
            return TestCluster.connect(url);
        }

        DataSource dataSource() {
            PGSimpleDataSource source = new PGSimpleDataSource();
            source.setUrl(url.jdbcUrl());
            source.setUser(url.user());
            source.setPassword(url.password().orElseThrow());
            return source;
        }

        /** psql on this database. */
        ToolCommand psql() throws IOException {
            return new PostgresCommands(
                            ClientTools.locate(Optional.empty(), 1), Path.of(System.getProperty("java.io.tmpdir")))
                    .session(url, null, ToolCommand.Limits.NONE)
                    .withVariable("PGPASSWORD", url.password().orElseThrow());
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
            all.addAll(List.of("--exit-on-error", "--dbname=" + url.database(), file.toString()));
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
            builder.environment().putAll(url.childEnvironment(null));
            builder.environment()
                    .putAll(Map.of(
                            "PGPASSWORD", url.password().orElseThrow(), "PGOPTIONS", PinnedSettings.asOptions("")));
            return builder.start();
        }
    }
}
