package co.zencap.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import co.zencap.backup.testing.TestCluster;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SnapshotSessionTest {

    @Test
    void tellsWhatItHolds() throws Exception {
        PostgresUrl url = TestCluster.createDatabase();
        try (SnapshotSession session = SnapshotSession.open(url, "shop")) {
            assertThat(session.snapshotId()).matches("[0-9A-F]+-[0-9A-F]+-\\d+");
            assertThat(session.facts().time()).isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
            assertThat(session.facts().version().major()).isEqualTo(15);
            assertThat(session.facts().databaseBytes()).isGreaterThan(1_000_000);
            assertThat(session.facts().standby()).isFalse();
            assertThat(session.canReadRolePasswords()).isTrue();
            assertThat(session.isAlive()).isTrue();
            assertThat(session).asString().doesNotContain(url.password().orElseThrow());
        }
    }

    @Test
    void holdsTheStateStillAndWritesNothing() throws Exception {
        PostgresUrl url = TestCluster.createDatabase();
        TestCluster.execute(url, "CREATE TABLE t (i int)");
        try (SnapshotSession session = SnapshotSession.open(url, "shop");
                Statement sql = session.connection().createStatement()) {
            TestCluster.execute(url, "INSERT INTO t VALUES (1)");
            try (ResultSet row = sql.executeQuery("SELECT count(*) FROM t")) {
                row.next();
                assertThat(row.getInt(1)).isZero();
            }
            assertThatThrownBy(() -> sql.execute("INSERT INTO t VALUES (2)")).hasMessageContaining("read-only");
        }
    }

    /** What was changed while it waited is in the snapshot. */
    @Test
    void waitsAMomentForASessionThatIsAboutToEnd() throws Exception {
        PostgresUrl url = TestCluster.createDatabase();
        TestCluster.execute(url, "CREATE TABLE t (i int)");
        SnapshotSession lost = SnapshotSession.open(url, "shop");
        var ending = CompletableFuture.runAsync(
                () -> {
                    TestCluster.execute(url, "INSERT INTO t VALUES (1)");
                    assertThatCode(lost::close).doesNotThrowAnyException();
                },
                CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS));

        try (SnapshotSession next = SnapshotSession.open(url, "shop");
                Statement sql = next.connection().createStatement();
                ResultSet row = sql.executeQuery("SELECT count(*) FROM t")) {
            row.next();
            assertThat(row.getInt(1)).isOne();
        }
        ending.get();
    }

    @Test
    void keepsASecondBackupOfTheSameTargetAwayAndNoOther() throws Exception {
        PostgresUrl url = TestCluster.createDatabase();
        try (SnapshotSession first = SnapshotSession.open(url, "shop")) {
            assertThatThrownBy(() -> SnapshotSession.open(url, "shop"))
                    .isInstanceOf(TargetBusy.class)
                    .hasMessageContaining("'shop'")
                    .hasMessageContaining("HINT:");
            SnapshotSession.open(url, "billing").close();
            assertThat(first.isAlive()).isTrue();
        }
        SnapshotSession.open(url, "shop").close();
    }

    @Test
    void noticesThatItsSessionWasEnded() throws Exception {
        PostgresUrl url = TestCluster.createDatabase();
        try (SnapshotSession session = SnapshotSession.open(url, "shop")) {
            TestCluster.execute(
                    url,
                    "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database()"
                            + " AND pid <> pg_backend_pid()");
            assertThat(session.isAlive()).isFalse();
        }
    }

    @Test
    void namesTheOneServerThatItReachedOfSeveral() throws Exception {
        PostgresUrl url = TestCluster.createDatabase();
        Host reachable = url.hosts().get(0);
        PostgresUrl several = PostgresUrl.parse("postgresql://postgres:"
                + url.password().orElseThrow() + "@127.0.0.1:1," + reachable + "/" + url.database());
        try (SnapshotSession session = SnapshotSession.open(several, "shop")) {
            assertThat(session.url().hosts()).containsExactly(reachable);
        }
    }
}
