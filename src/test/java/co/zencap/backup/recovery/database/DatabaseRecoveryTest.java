package co.zencap.backup.recovery.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Folders;
import co.zencap.backup.testing.TestCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A restore beside a live database, and its way into that one's place and back. */
class DatabaseRecoveryTest {
    private static final PostgresUrl SERVER = TestCluster.get().url("postgres");
    private static final AtomicInteger IDS = new AtomicInteger();

    @TempDir
    static Path folder;

    private static StoredBackup backup;

    private final String id = "r" + IDS.incrementAndGet();
    private PostgresUrl live;

    @BeforeAll
    static void makeBackup() throws Exception {
        PostgresUrl source = TestCluster.createDatabase();
        Databases.execute(
                source,
                "CREATE ROLE recovered_owner",
                "CREATE ROLE \"Recovered; clerk\" LOGIN PASSWORD 'it''s NOSUPERUSER; secret'",
                "GRANT recovered_owner TO \"Recovered; clerk\"",
                "CREATE TABLE owned (id int)",
                "ALTER TABLE owned OWNER TO recovered_owner",
                "INSERT INTO owned VALUES (42)");
        backup = ShopBackup.make(folder, source, Map.of());
        Databases.execute(
                source,
                "DROP OWNED BY recovered_owner, \"Recovered; clerk\"",
                "DROP ROLE recovered_owner",
                "DROP ROLE \"Recovered; clerk\"");
    }

    @BeforeEach
    void makeLive() {
        live = TestCluster.createDatabase();
        Databases.execute(live, "CREATE TABLE only_live (id int)", "INSERT INTO only_live VALUES (1)");
    }

    private DatabaseRecovery open() throws IOException {
        return DatabaseRecovery.open(live, id, ShopBackup.tools(folder), true);
    }

    private static void restore(DatabaseRecovery recovery) throws Exception {
        recovery.beside(backup, ShopBackup.operation());
        recovery.verify(backup, ShopBackup.operation());
    }

    private List<String> tables() {
        return Databases.query(
                live, "SELECT relname FROM pg_class WHERE relname IN ('only_live', 'orders') ORDER BY 1");
    }

    @Test
    void restoresBesideComparesSwapsUndoesAndForgets() throws Exception {
        try (DatabaseRecovery recovery = open()) {
            assertThat(recovery.state()).isEqualTo(RecoveryState.NONE);

            recovery.beside(backup, ShopBackup.operation());
            assertThat(recovery.state()).isEqualTo(RecoveryState.RESTORED);
            assertThatThrownBy(() -> recovery.swap(SwapStep.Witness.NONE)).hasMessageContaining("is restored");
            assertThat(tables()).containsExactly("only_live");

            Verified verified = recovery.verify(backup, ShopBackup.operation());
            assertThat(verified.content()).isTrue();
            assertThat(verified.rows()).isEqualTo(7001);
            assertThat(verified.objects()).isPositive();
            assertThat(verified.leftOut()).isEmpty();
            recovery.analyze(ShopBackup.operation());
            assertThat(recovery.state()).isEqualTo(RecoveryState.VERIFIED);
            assertThat(tables()).containsExactly("only_live");

            assertThat(recovery.swap(SwapStep.Witness.NONE)).isEmpty();
            assertThat(recovery.state()).isEqualTo(RecoveryState.SWAPPED);
            assertThat(tables()).containsExactly("orders");
            assertThat(Databases.query(live, "SELECT pg_get_userbyid(relowner) FROM pg_class WHERE relname = 'owned'"))
                    .containsExactly("recovered_owner");
            assertThat(recovery.swap(SwapStep.Witness.NONE)).isEmpty();

            Databases.execute(live, "CREATE TABLE written_after (id int)");
            recovery.undo(SwapStep.Witness.NONE);
            assertThat(recovery.state()).isEqualTo(RecoveryState.VERIFIED);
            assertThat(tables()).containsExactly("only_live");
            recovery.undo(SwapStep.Witness.NONE);

            recovery.swap(SwapStep.Witness.NONE);
            assertThat(Databases.query(live, "SELECT to_regclass('written_after')"))
                    .containsExactly("written_after");
            recovery.forget();
            assertThat(recovery.state()).isEqualTo(RecoveryState.NONE);
            recovery.forget();
            assertThat(tables()).containsExactly("orders");
            assertThat(recovery.names().before())
                    .satisfies(before -> assertThat(isThere(before)).isFalse());
        }
        assertThat(Folders.scratch(folder.resolve("work"))).isEmpty();
    }

    @Test
    void sessionsAreEndedAndNewOnesWaitForTheSwapOrComeAgain() throws Exception {
        try (DatabaseRecovery recovery = open();
                Connection idle = TestCluster.connect(live);
                Connection busy = TestCluster.connect(live)) {
            restore(recovery);
            busy.setAutoCommit(false);
            busy.createStatement().execute("LOCK TABLE only_live; INSERT INTO only_live VALUES (2)");

            recovery.swap(SwapStep.Witness.NONE);

            assertThat(idle.isValid(5)).isFalse();
            assertThat(busy.isValid(5)).isFalse();
            assertThat(tables()).containsExactly("orders");
            recovery.undo(SwapStep.Witness.NONE);
            assertThat(Databases.query(live, "SELECT count(*) FROM only_live")).containsExactly("1");
        }
    }

    @ParameterizedTest
    @EnumSource(SwapStep.class)
    void aFailureAtAnyPointLeavesTheLiveDatabaseUnderItsName(SwapStep step) throws Exception {
        try (DatabaseRecovery recovery = open()) {
            restore(recovery);

            assertThatThrownBy(() -> recovery.swap(failingAt(step)))
                    .hasMessageContaining("is the one of before, and takes connections")
                    .hasMessageContaining("no more today");
            assertThat(recovery.state()).isEqualTo(RecoveryState.VERIFIED);
            assertThat(tables()).containsExactly("only_live");

            recovery.swap(SwapStep.Witness.NONE);
            assertThat(tables()).containsExactly("orders");
            if (step != SwapStep.DRESS) {
                assertThatThrownBy(() -> recovery.undo(failingAt(step))).hasMessageContaining("no more today");
                assertThat(recovery.state()).isEqualTo(RecoveryState.SWAPPED);
                assertThat(tables()).containsExactly("orders");
            }
        }
    }

    private static SwapStep.Witness failingAt(SwapStep step) {
        return now -> {
            if (now == step) {
                throw new IOException("no more today");
            }
        };
    }

    @ParameterizedTest
    @EnumSource(SwapStep.class)
    void aSessionThatIsKilledAtAnyPointLeavesTheLiveDatabaseUnderItsName(SwapStep step) throws Exception {
        try (DatabaseRecovery recovery = open()) {
            restore(recovery);
            try {
                recovery.swap(now -> {
                    if (now == step) {
                        Databases.query(
                                SERVER,
                                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                        + " WHERE application_name = 'zencap'");
                    }
                });
                assertThat(tables()).containsExactly("orders");
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("is the one of before, and takes connections");
                assertThat(tables()).containsExactly("only_live");
                assertThat(recovery.state()).isEqualTo(RecoveryState.VERIFIED);
                recovery.swap(SwapStep.Witness.NONE);
                assertThat(tables()).containsExactly("orders");
            }
        }
    }

    @Test
    void whatBelongsToTheNameStaysWithTheName() throws Exception {
        String name = live.database();
        Databases.execute(
                live,
                "CREATE ROLE dress_" + id,
                "ALTER DATABASE " + name + " OWNER TO dress_" + id,
                "ALTER DATABASE " + name + " SET search_path TO \"a, b\", public",
                "ALTER DATABASE " + name + " SET application_name TO 'it''s \\ here'",
                "ALTER DATABASE " + name + " SET my.own TO 'x'",
                "ALTER ROLE dress_" + id + " IN DATABASE " + name + " SET work_mem TO '7MB'",
                "ALTER DATABASE " + name + " CONNECTION LIMIT 77",
                "REVOKE ALL ON DATABASE " + name + " FROM PUBLIC",
                "GRANT CONNECT ON DATABASE " + name + " TO dress_" + id + " WITH GRANT OPTION",
                "COMMENT ON DATABASE " + name + " IS 'the shop''s'");
        String dress = "SELECT coalesce(datacl::text, '') || datconnlimit || pg_get_userbyid(datdba)"
                + " || shobj_description(d.oid, 'pg_database') || (SELECT string_agg(setconfig::text, ',' ORDER BY 1)"
                + " FROM pg_db_role_setting WHERE setdatabase = d.oid) FROM pg_database d WHERE datname = '" + name
                + "'";
        List<String> before = Databases.query(SERVER, dress);
        try (DatabaseRecovery recovery = open()) {
            restore(recovery);
            assertThat(Databases.query(
                            SERVER,
                            "SELECT has_database_privilege('public', '"
                                    + recovery.names().beside() + "', 'CONNECT')"))
                    .containsExactly("f");

            assertThat(recovery.swap(SwapStep.Witness.NONE)).isEmpty();

            assertThat(tables()).containsExactly("orders");
            assertThat(Databases.query(SERVER, dress)).isEqualTo(before);
            assertThat(Databases.query(
                            SERVER,
                            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '"
                                    + recovery.names().before() + "'"))
                    .containsExactly("zencap recovery: " + name + " as it was before recovery " + id);
            recovery.undo(SwapStep.Witness.NONE);
            assertThat(Databases.query(SERVER, dress)).isEqualTo(before);
        }
    }

    @Test
    void aRestoreThatFailsDropsWhatItMadeAndOneThatWasCutOffIsCleanedUp() throws Exception {
        Databases.execute(
                live,
                "CREATE ROLE weak_" + id + " LOGIN CREATEDB CREATEROLE PASSWORD 'pw'",
                "ALTER DATABASE " + live.database() + " OWNER TO weak_" + id);
        List<String> roles = Databases.query(SERVER, "SELECT rolname FROM pg_roles ORDER BY 1");
        PostgresUrl weak = PostgresUrl.of(live.hosts().get(0), "weak_" + id, "pw", live.database());
        try (DatabaseRecovery recovery = DatabaseRecovery.open(weak, id, ShopBackup.tools(folder), true)) {
            // what belongs to the superuser can't be restored by this role
            assertThatThrownBy(() -> recovery.beside(backup, ShopBackup.operation()))
                    .hasMessageContaining("pg_restore")
                    .hasMessageContaining("--no-owners");
            assertThat(recovery.state()).isEqualTo(RecoveryState.NONE);
            assertThat(Databases.query(SERVER, "SELECT rolname FROM pg_roles ORDER BY 1"))
                    .isEqualTo(roles);

            Databases.execute(
                    SERVER,
                    "CREATE DATABASE " + recovery.names().beside() + " OWNER weak_" + id,
                    "COMMENT ON DATABASE " + recovery.names().beside() + " IS 'zencap recovery: unfinished'");
            assertThat(recovery.state()).isEqualTo(RecoveryState.UNFINISHED);
            assertThatThrownBy(() -> recovery.beside(backup, ShopBackup.operation()))
                    .hasMessageContaining("HINT: clean it up");
            recovery.cleanUp();
            assertThat(recovery.state()).isEqualTo(RecoveryState.NONE);
        }
    }

    @Test
    void aDifferenceKeepsItFromBeingSwappedIn() throws Exception {
        try (DatabaseRecovery recovery = open()) {
            recovery.beside(backup, ShopBackup.operation());
            PostgresUrl beside = live.withDatabase(recovery.names().beside());
            Databases.execute(beside, "UPDATE orders SET body = '{}' WHERE id = 7");

            assertThatThrownBy(() -> recovery.verify(backup, ShopBackup.operation()))
                    .hasMessageContaining("orders")
                    .hasMessageContaining("7");
            assertThat(recovery.state()).isEqualTo(RecoveryState.RESTORED);
            assertThatThrownBy(() -> recovery.swap(SwapStep.Witness.NONE)).hasMessageContaining("can't go on");
        }
    }

    @Test
    void thereIsOneRecoveryOfADatabaseAtATime() throws Exception {
        try (DatabaseRecovery recovery = open()) {
            assertThatThrownBy(() -> DatabaseRecovery.open(live, "other", ShopBackup.tools(folder), true))
                    .isInstanceOf(RecoveryBusy.class);
            assertThat(recovery.state()).isEqualTo(RecoveryState.NONE);
        }
        open().close();
    }

    @Test
    void whereNothingIsLiveTheRestoredDatabaseTakesTheName() throws Exception {
        live = live.withDatabase("new " + id + "\"; --");
        try (DatabaseRecovery recovery = open()) {
            assertThat(recovery.isLive()).isFalse();
            restore(recovery);
            recovery.cleanUp();
            assertThat(recovery.state()).isEqualTo(RecoveryState.NONE);
            restore(recovery);
            recovery.swap(SwapStep.Witness.NONE);

            assertThat(tables()).containsExactly("orders");
            assertThat(recovery.state()).isEqualTo(RecoveryState.NONE);
            assertThat(Databases.query(
                            SERVER,
                            "SELECT has_database_privilege('public', oid, 'CONNECT')"
                                    + " FROM pg_database WHERE datname LIKE 'new " + id + "%'"))
                    .containsExactly("t");
        }
    }

    @Test
    void aRoleThatMayMakeDatabasesAndOwnsTheLiveOneNeedsNoMore() throws Exception {
        Databases.execute(
                live,
                "CREATE ROLE plain_" + id + " LOGIN CREATEDB CREATEROLE PASSWORD 'pw'",
                "ALTER DATABASE " + live.database() + " OWNER TO plain_" + id);
        PostgresUrl plain = PostgresUrl.of(live.hosts().get(0), "plain_" + id, "pw", live.database());
        try (DatabaseRecovery recovery = DatabaseRecovery.open(plain, id, ShopBackup.tools(folder), false);
                Connection own = TestCluster.connect(plain)) {
            assertThat(recovery.preflight(backup)).noneMatch(PreflightCheck::isBlocking);
            restore(recovery);
            recovery.swap(SwapStep.Witness.NONE);

            assertThat(own.isValid(5)).isFalse();
            assertThat(tables()).containsExactly("orders");
            recovery.undo(SwapStep.Witness.NONE);

            try (Connection superusers = TestCluster.connect(live)) {
                assertThatThrownBy(() -> recovery.swap(SwapStep.Witness.NONE))
                        .hasMessageContaining("sessions can't be ended")
                        .hasMessageContaining("HINT: end them yourself");
                assertThat(superusers.isValid(5)).isTrue();
            }
            assertThat(tables()).containsExactly("only_live");
            recovery.cleanUp();
        }
        try (DatabaseRecovery recovery = DatabaseRecovery.open(plain, id, ShopBackup.tools(folder), true)) {
            assertThat(recovery.preflight(backup))
                    .filteredOn(PreflightCheck::isBlocking)
                    .singleElement()
                    .satisfies(check -> assertThat(check.detail()).contains("no member of: ", "postgres"));
            assertThatThrownBy(() -> restore(recovery)).hasMessageContaining("--no-owners");
            assertThat(recovery.state()).isEqualTo(RecoveryState.NONE);
        }
    }

    @Test
    void whatDeadRecoveriesHaveLeftIsSwept() throws Exception {
        String name = live.database();
        Databases.execute(
                SERVER,
                "CREATE DATABASE " + name + "_restored_cli1",
                "CREATE DATABASE " + name + "_restored_cli2",
                "CREATE DATABASE " + name + "_restored_op1",
                "COMMENT ON DATABASE " + name + "_restored_cli2 IS '" + BesideDatabase.UNDONE + "'");
        try (DatabaseRecovery recovery = open()) {
            assertThat(recovery.sweep("cli")).containsExactly(name + "_restored_cli1");
            assertThat(recovery.sweep("cli")).isEmpty();
        }
    }

    @Test
    void aBackupWithoutFingerprintSaysWhatWasNotCompared() throws Exception {
        Path other = folder.resolve("without");
        StoredBackup bare = ShopBackup.make(other, TestCluster.createDatabase(), Map.of("BACKUP_FINGERPRINT", "off"));
        try (DatabaseRecovery recovery = open()) {
            recovery.beside(bare, ShopBackup.operation());

            Verified verified = recovery.verify(bare, ShopBackup.operation());

            assertThat(verified.content()).isFalse();
            assertThat(verified.leftOut())
                    .anyMatch(left -> left.contains("no fingerprint"))
                    .anyMatch(left -> left.contains("beside rows"));
            recovery.swap(SwapStep.Witness.NONE);
            assertThat(tables()).containsExactly("orders");
        }
    }

    private static boolean isThere(String database) {
        return !Databases.query(SERVER, "SELECT 1 FROM pg_database WHERE datname = '" + database + "'")
                .isEmpty();
    }
}
