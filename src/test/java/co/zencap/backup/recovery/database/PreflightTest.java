package co.zencap.backup.recovery.database;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.catalog.Catalog;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.LocalCluster.Profile;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.ToolCommand.Limits;
import co.zencap.backup.recovery.database.PreflightCheck.Outcome;
import co.zencap.backup.restore.RestoreTools;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found before a recovery begins, on a server that has everything that stands in the way of one. */
class PreflightTest {
    @TempDir
    static Path folder;

    private static LocalCluster server;
    private static StoredBackup backup;
    private static int number;

    private PostgresUrl live;

    @BeforeAll
    static void start() throws Exception {
        PostgresUrl source = TestCluster.createDatabase();
        Databases.execute(
                source,
                "CREATE ROLE \"AA preflight\"",
                "CREATE TABLE mine (id int)",
                "ALTER TABLE mine OWNER TO \"AA preflight\"",
                "CREATE EXTENSION pg_trgm");
        backup = ShopBackup.make(folder, source, Map.of());
        Databases.execute(source, "DROP OWNED BY \"AA preflight\"", "DROP ROLE \"AA preflight\"");
        server = LocalCluster.start(new LocalCluster.Settings(
                TestCluster.binaries(),
                TestCluster.newHome(),
                0,
                Profile.THROWAWAY,
                Map.of("wal_level", "logical", "max_wal_senders", "4", "max_prepared_transactions", "4")));
    }

    @AfterAll
    static void stop() throws IOException {
        server.delete();
    }

    @BeforeEach
    void makeLive() throws IOException {
        live = server.createDatabase("live_" + ++number);
    }

    private List<PreflightCheck> checks(PostgresUrl url) throws IOException {
        return checks(url, ShopBackup.tools(folder));
    }

    private List<PreflightCheck> checks(PostgresUrl url, RestoreTools tools) throws IOException {
        try (DatabaseRecovery recovery = DatabaseRecovery.open(url, "r" + number, tools, true)) {
            return recovery.preflight(backup);
        }
    }

    private static PreflightCheck about(List<PreflightCheck> checks, String what) {
        return checks.stream()
                .filter(check -> check.about().equals(what))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing about " + what + " in " + checks));
    }

    @Test
    void whereNothingStandsInTheWayEverythingIsSaidToBeInOrder() throws Exception {
        List<PreflightCheck> checks = checks(live);

        assertThat(checks).noneMatch(PreflightCheck::isBlocking);
        assertThat(about(checks, "roles").detail()).contains("are made: AA preflight");
        assertThat(about(checks, "extensions").detail()).contains("pg_trgm");
        assertThat(about(checks, "space on the server").outcome()).isEqualTo(Outcome.OK);
        assertThat(about(checks, "sessions").detail()).startsWith("Nobody");
        assertThat(about(checks, "tablespaces").outcome()).isEqualTo(Outcome.OK);
        assertThat(about(checks(live.withDatabase("none")), "database").detail())
                .contains("it is made");
    }

    @Test
    void slotsPreparedTransactionsAndClosedDatabasesStandInTheWayAndSessionsAreNamed() throws Exception {
        Databases.execute(live, "CREATE TABLE t (id int)");
        Databases.query(live, "SELECT pg_create_logical_replication_slot('slot" + number + "', 'test_decoding')");
        try (Connection session = Databases.connect(live)) {
            session.createStatement().execute("BEGIN; INSERT INTO t VALUES (1); PREPARE TRANSACTION 'later'");

            List<PreflightCheck> checks = checks(live);

            assertThat(about(checks, "replication").outcome()).isEqualTo(Outcome.BLOCKING);
            assertThat(about(checks, "replication").detail()).contains("slot" + number);
            assertThat(about(checks, "replication").hint()).contains("pg_drop_replication_slot");
            assertThat(about(checks, "prepared transactions").outcome()).isEqualTo(Outcome.BLOCKING);
            assertThat(about(checks, "prepared transactions").detail()).contains("later");
            assertThat(about(checks, "sessions").outcome()).isEqualTo(Outcome.WARNING);
            assertThat(about(checks, "sessions").detail()).contains("postgres x 1");
            session.createStatement().execute("ROLLBACK PREPARED 'later'");
        }
        Databases.query(live, "SELECT pg_drop_replication_slot('slot" + number + "')");
        String maintained = live.database();
        Databases.execute(server.url("postgres"), "ALTER DATABASE " + maintained + " ALLOW_CONNECTIONS false");
        assertThat(about(checks(live), "database").hint()).contains("ALLOW_CONNECTIONS true");
    }

    @Test
    void sessionsOfTheServiceItselfAreNamedApart() throws Exception {
        try (Connection own = DriverManager.getConnection(live.jdbcUrl(), live.jdbcProperties());
                var catalog = new Catalog(live, "zencap");
                Connection pooled = catalog.dataSource().getConnection()) {
            assertThat(List.of(own, pooled)).allMatch(PreflightTest::isAlive);

            PreflightCheck sessions = about(checks(live), "sessions");

            assertThat(sessions.outcome()).isEqualTo(Outcome.OK);
            assertThat(sessions.detail())
                    .startsWith("Nobody is connected to " + live.database())
                    .contains("2 sessions of ZenCap Backup itself");

            try (Connection other = Databases.connect(live)) {
                assertThat(isAlive(other)).isTrue();
                sessions = about(checks(live), "sessions");
                assertThat(sessions.outcome()).isEqualTo(Outcome.WARNING);
                assertThat(sessions.detail()).contains("postgres x 1.", "2 sessions of ZenCap Backup itself");
            }
        }
    }

    private static boolean isAlive(Connection connection) {
        try {
            return connection.isValid(10);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aSubscriptionStandsInTheWay() throws Exception {
        Databases.execute(
                live,
                "CREATE SUBSCRIPTION news CONNECTION 'host=127.0.0.1 dbname=nowhere' PUBLICATION p"
                        + " WITH (connect = false, enabled = false, create_slot = false, slot_name = NONE)");

        assertThat(about(checks(live), "subscriptions").outcome()).isEqualTo(Outcome.BLOCKING);
    }

    @Test
    void aRoleIsToldWhatItMayNotDo() throws Exception {
        String role = "weak_" + number;
        Databases.execute(live, "CREATE ROLE " + role + " LOGIN PASSWORD 'pw'");
        PostgresUrl weak = PostgresUrl.of(live.hosts().get(0), role, "pw", live.database());

        assertThat(about(checks(weak), "rights").hint()).contains("CREATEDB");
        assertThat(about(checks(weak), "roles").outcome()).isEqualTo(Outcome.BLOCKING);

        Databases.execute(live, "ALTER ROLE " + role + " CREATEDB CREATEROLE");
        assertThat(about(checks(weak), "rights").hint()).contains("Connect as postgres");

        Databases.execute(live, "ALTER DATABASE " + live.database() + " OWNER TO " + role);
        assertThat(about(checks(weak), "rights").outcome()).isEqualTo(Outcome.WARNING);
        assertThat(about(checks(weak), "rights").hint()).contains("pg_signal_backend");
        assertThat(about(checks(weak), "owners").detail()).contains("postgres");
    }

    @Test
    void missingProgramsAreNamed() throws Exception {
        var none = new RestoreTools(Optional.of(folder), folder.resolve("work"), Limits.NONE, 1);

        assertThat(about(checks(live, none), "client programs"))
                .matches(PreflightCheck::isBlocking)
                .extracting(PreflightCheck::hint)
                .asString()
                .contains("postgresql-client-15");
    }
}
