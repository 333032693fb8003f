package co.zencap.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.postgres.PostgresCommands.DumpOptions;
import co.zencap.backup.postgres.ToolCommand.Limits;
import co.zencap.backup.testing.TestCluster;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands against a real server with the real programs. */
@Timeout(120)
class PostgresCommandsTest {

    private static final Limits LIMITS = new Limits(Duration.ofMinutes(1), Duration.ofSeconds(30));

    @TempDir
    Path folder;

    private PostgresCommands commands;

    @BeforeEach
    void locateTools() throws IOException {
        commands = new PostgresCommands(ClientTools.locate(Optional.empty(), 15), folder);
    }

    private Path dump(PostgresUrl url, String... excludedSchemas) throws IOException {
        Path file = folder.resolve("dump");
        try (SnapshotSession snapshot = SnapshotSession.open(url, "t");
                PassFile passFile = PassFile.write(folder.resolve("p"), url);
                OutputStream out = Files.newOutputStream(file);
                ToolPayload payload = new ToolPayload(ToolProcess.start(commands.dump(
                        snapshot.url(),
                        passFile,
                        new DumpOptions(
                                snapshot.snapshotId(), Duration.ofMillis(300), List.of(excludedSchemas), LIMITS))))) {
            payload.writeTo(out);
        }
        return file;
    }

    private String script(Path dump) throws IOException {
        return ToolProcess.run(new ToolCommand(
                        commands.tools().pgRestore(),
                        List.of("--file=-", dump.toString()),
                        commands.tools().environment(),
                        folder,
                        LIMITS,
                        ToolCommand.Mode.RUN))
                .standardOutput();
    }

    private void restore(PostgresUrl target, Path dump) throws IOException {
        try (PassFile passFile = PassFile.write(folder.resolve("p"), target)) {
            ToolProcess.run(commands.restore(target, passFile, dump, 2, LIMITS));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host=127.0.0.1 port=1 dbname=x",
                "postgresql://evil/x",
                "it's a \\ \"strange\" name",
                "Straße 東京",
            })
    void aDatabaseIsWhatItsNameSaysHoweverTheNameLooks(String name) throws Exception {
        PostgresUrl source = TestCluster.createDatabase(name);
        PostgresUrl target = TestCluster.createDatabase(name + " restored");
        TestCluster.execute(
                source,
                "CREATE TABLE proof AS SELECT i, 'row ' || i AS t FROM generate_series(1, 1000) i;"
                        + " CREATE INDEX ON proof (i); SELECT lo_from_bytea(0, 'large')");

        Path dump = dump(source);
        restore(target, dump);

        assertThat(ask(target, "SELECT count(*) || ' ' || max(t) FROM proof")).isEqualTo("1000 row 999");
        assertThat(ask(target, "SELECT count(*) FROM pg_largeobject_metadata")).isEqualTo("1");
        assertThat(ask(target, "SELECT current_database()")).isEqualTo(name + " restored");
        try (PassFile passFile = PassFile.write(folder.resolve("p"), source)) {
            assertThat(ToolProcess.run(commands.globals(source, passFile, true, LIMITS))
                            .standardOutput())
                    .contains("CREATE ROLE postgres");
        }
        TestCluster.get().dropDatabase(name);
        TestCluster.get().dropDatabase(name + " restored");
    }

    @Test
    void textIsTheSameWhateverTheRoleAndTheDatabasePrefer() throws Exception {
        PostgresUrl source = TestCluster.createDatabase();
        TestCluster.execute(
                source,
                "CREATE TABLE v (t timestamptz, b bytea, i interval, f float8, m money);"
                        + "INSERT INTO v VALUES ('2026-01-02 03:04:05+00', 'x', '1 day 2 hours', 0.1::float8 + 0.2, 1.5);"
                        + "ALTER DATABASE " + source.database() + " SET timezone = 'Asia/Tokyo';"
                        + "ALTER DATABASE " + source.database() + " SET bytea_output = 'escape';"
                        + "ALTER DATABASE " + source.database() + " SET intervalstyle = 'iso_8601';"
                        + "ALTER DATABASE " + source.database() + " SET datestyle = 'German';"
                        + "ALTER DATABASE " + source.database() + " SET extra_float_digits = -10");
        assertThat(script(dump(source)))
                .contains("2026-01-02 03:04:05+00\t\\\\x78\t1 day 02:00:00\t0.30000000000000004\t$1.50");
        try (SnapshotSession session = SnapshotSession.open(source, "t");
                Statement sql = session.connection().createStatement();
                ResultSet row = sql.executeQuery("SELECT v::text FROM v")) {
            row.next();
            assertThat(row.getString(1))
                    .isEqualTo("(\"2026-01-02 03:04:05+00\",\"\\\\x78\",\"1 day 02:00:00\",0.30000000000000004,$1.50)");
        }
    }

    @Test
    void leavesTheNamedSchemaOutAndLargeObjectsIn() throws Exception {
        PostgresUrl source = TestCluster.createDatabase();
        TestCluster.execute(
                source,
                "CREATE SCHEMA zencap; CREATE TABLE zencap.history (i int); CREATE TABLE kept (i int);"
                        + " SELECT lo_from_bytea(0, 'large')");
        Path dump = dump(source, "zencap");
        String contents = ToolProcess.run(commands.list(dump, LIMITS)).standardOutput();
        assertThat(contents).contains("TABLE public kept").contains("BLOB").doesNotContain("zencap");
    }

    @Test
    void globalsHoldPasswordsOnlyWhereAskedFor() throws Exception {
        PostgresUrl source = TestCluster.createDatabase();
        try (PassFile passFile = PassFile.write(folder.resolve("p"), source)) {
            String with = ToolProcess.run(commands.globals(source, passFile, true, LIMITS))
                    .standardOutput();
            String without = ToolProcess.run(commands.globals(source, passFile, false, LIMITS))
                    .standardOutput();
            assertThat(with).contains("SCRAM-SHA-256$");
            assertThat(without).contains("CREATE ROLE postgres").doesNotContain("SCRAM-SHA-256$");
        }
    }

    @Test
    void readsTheSnapshotAndNotWhatCameLater() throws Exception {
        PostgresUrl source = TestCluster.createDatabase();
        TestCluster.execute(source, "CREATE TABLE t (s text); INSERT INTO t VALUES ('before')");
        try (SnapshotSession snapshot = SnapshotSession.open(source, "t");
                PassFile passFile = PassFile.write(folder.resolve("p"), source)) {
            TestCluster.execute(source, "INSERT INTO t VALUES ('after')");
            Path file = folder.resolve("dump");
            try (OutputStream out = Files.newOutputStream(file);
                    ToolPayload payload = new ToolPayload(ToolProcess.start(commands.dump(
                            snapshot.url(),
                            passFile,
                            new DumpOptions(snapshot.snapshotId(), Duration.ofSeconds(1), List.of(), LIMITS))))) {
                payload.writeTo(out);
            }
            assertThat(script(file)).contains("before").doesNotContain("after");
        }
    }

    @Test
    void saysThatALockWasNotToBeHad() throws Exception {
        PostgresUrl source = TestCluster.createDatabase();
        TestCluster.execute(source, "CREATE TABLE t (i int)");
        try (Connection other = TestCluster.connect(source);
                Statement sql = other.createStatement()) {
            other.setAutoCommit(false);
            sql.execute("LOCK TABLE t IN ACCESS EXCLUSIVE MODE");
            assertThatThrownBy(() -> dump(source))
                    .isInstanceOfSatisfying(ToolFailure.class, failure -> assertThat(failure.reason())
                            .isEqualTo(FailureCause.LOCK_TIMEOUT))
                    .hasMessageContaining("pg_locks");
        }
    }

    @Test
    void saysWhichTableMayNotBeRead() throws Exception {
        PostgresUrl source = TestCluster.createDatabase();
        TestCluster.execute(source, "CREATE TABLE hidden (i int); CREATE ROLE reader LOGIN PASSWORD 'pw:x\\y'");
        PostgresUrl reader = PostgresUrl.of(source.hosts().get(0), "reader", "pw:x\\y", source.database());
        try {
            assertThatThrownBy(() -> dump(reader))
                    .isInstanceOfSatisfying(ToolFailure.class, failure -> assertThat(failure.reason())
                            .isEqualTo(FailureCause.PERMISSION_DENIED))
                    .hasMessageContaining("hidden")
                    .hasMessageContaining("pg_read_all_data");
            try (SnapshotSession session = SnapshotSession.open(reader, "t")) {
                assertThat(session.canReadRolePasswords()).isFalse();
            }
        } finally {
            TestCluster.execute(source, "DROP ROLE reader");
        }
    }

    @Test
    void saysThatThePasswordTheDatabaseOrTheServerIsWrong() throws Exception {
        PostgresUrl right = TestCluster.createDatabase();
        Host host = right.hosts().get(0);
        assertReason(PostgresUrl.of(host, "postgres", "wrong", "postgres"), FailureCause.WRONG_PASSWORD);
        assertReason(right.withDatabase("no such"), FailureCause.NO_SUCH_DATABASE);
        assertReason(right.withHost(new Host("127.0.0.1", 1)), FailureCause.UNREACHABLE);
        assertReason(right.withHost(new Host("no-such-host.invalid", 5432)), FailureCause.UNREACHABLE);
    }

    private void assertReason(PostgresUrl url, FailureCause expected) throws IOException {
        try (PassFile passFile = PassFile.write(folder.resolve("p"), url)) {
            assertThatThrownBy(() -> ToolProcess.run(commands.dump(
                            url, passFile, new DumpOptions("0-0-1", Duration.ofSeconds(1), List.of(), LIMITS))))
                    .isInstanceOfSatisfying(ToolFailure.class, failure -> assertThat(failure.reason())
                            .isEqualTo(expected))
                    .hasMessageContaining("HINT:");
        }
        assertThatThrownBy(() -> SnapshotSession.open(url, "t"))
                .isInstanceOfSatisfying(ServerFailure.class, failure -> assertThat(failure.reason())
                        .isEqualTo(expected))
                .hasMessageContaining("HINT:");
    }

    private static String ask(PostgresUrl url, String question) throws Exception {
        try (Connection connection = TestCluster.connect(url);
                Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery(question)) {
            row.next();
            return row.getString(1);
        }
    }
}
