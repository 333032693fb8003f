package co.zencap.backup.recovery.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.postgres.AdvisoryLocks;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class MaintenanceSessionTest {
    private final PostgresUrl live = TestCluster.createDatabase();

    /** After hours of a restore: the server ends a session, and what it held, a moment after it was lost, or a minute. */
    @Test
    void whatALostSessionStillHoldsIsWaitedForAndNotTakenForAnotherRecovery() throws Exception {
        try (MaintenanceSession session = MaintenanceSession.open(live);
                Connection lost = Databases.connect(session.of("postgres"))) {
            end(session);
            lock(lost);
            var again = CompletableFuture.supplyAsync(() -> connection(session));
            assertThatThrownBy(() -> again.get(1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);

            lost.close();

            assertThat(again.get(30, TimeUnit.SECONDS).isValid(5)).isTrue();
            assertThatThrownBy(() -> MaintenanceSession.open(live)).isInstanceOf(RecoveryBusy.class);
        }
        MaintenanceSession.open(live).close();
    }

    @Test
    void whoComesToAnotherRecoveryHearsOfItAtOnce() throws Exception {
        try (MaintenanceSession session = MaintenanceSession.open(live)) {
            var other = CompletableFuture.supplyAsync(() -> {
                try {
                    return MaintenanceSession.open(live);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            assertThatThrownBy(() -> other.get(5, TimeUnit.SECONDS)).hasRootCauseInstanceOf(RecoveryBusy.class);
        }
    }

    private static void end(MaintenanceSession session) throws Exception {
        try (Statement sql = session.connection().createStatement();
                var row = sql.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            assertThat(Databases.query(
                            session.of("postgres"), "SELECT pg_terminate_backend(" + row.getInt(1) + ", 10000)"))
                    .containsExactly("t");
        }
    }

    /** As the lost session held it. */
    private void lock(Connection session) throws Exception {
        try (Statement sql = session.createStatement()) {
            sql.execute("SELECT pg_advisory_lock(" + MaintenanceSession.LOCK_CLASS + ", "
                    + AdvisoryLocks.key(live.database()) + ")");
        }
    }

    private static Connection connection(MaintenanceSession session) {
        try {
            return session.connection();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
