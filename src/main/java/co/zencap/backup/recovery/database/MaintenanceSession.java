package co.zencap.backup.recovery.database;

import co.zencap.backup.postgres.AdvisoryLocks;
import co.zencap.backup.postgres.DatabaseDrop;
import co.zencap.backup.postgres.FailureCause;
import co.zencap.backup.postgres.Host;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.ServerFailure;
import java.io.Closeable;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.core.BaseConnection;
import org.postgresql.util.HostSpec;

/**
 * The session from which databases are made, renamed and dropped; it must be in none of them. It holds the recovery's lock,
 * and is made anew with it when it got lost meanwhile.
 */
final class MaintenanceSession implements Closeable {
    /** First key of the advisory lock; the second is made from the live database's name. Spells "ZCRE". */
    static final int LOCK_CLASS = 0x5A435245;

    /**
     * It is silent while pg_restore works, and firewalls forget silent connections. And when our machine vanishes without a
     * word, what we hold is given up within a minute.
     */
    static final String NOTICED_SOON =
            " SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3";

    private static final String USUAL = "postgres";
    private static final String OTHERWISE = "template1";
    private static final int ANSWER_SECONDS = 10;
    /** A little longer than the server needs to notice that a session is lost, which holds our lock until then. */
    private static final Duration LOST_SESSION_LINGERS = Duration.ofSeconds(75);

    private static final Duration ASK_AGAIN = Duration.ofMillis(200);

    private final String live;
    private PostgresUrl url;
    private Connection connection;
    private boolean held;

    private MaintenanceSession(PostgresUrl live) {
        this.live = live.database();
        this.url = live.withDatabase(this.live.equals(USUAL) ? OTHERWISE : USUAL);
    }

    /**
     * Connects to the live database's server, and keeps other recoveries of it away.
     *
     * @throws RecoveryBusy when there is one
     */
    static MaintenanceSession open(PostgresUrl live) throws IOException {
        var session = new MaintenanceSession(live);
        session.connection();
        return session;
    }

    /** In auto-commit mode, unless the caller has changed that. */
    Connection connection() throws IOException {
        try {
            if (connection != null && connection.isValid(ANSWER_SECONDS)) {
                return connection;
            }
            close();
            Connection made = connect();
            try {
                lock(made);
            } catch (SQLException | IOException | RuntimeException e) {
                try (made) {
                    throw e;
                }
            }
            connection = made;
            held = true;
            return made;
        } catch (SQLException e) {
            throw ServerFailure.of("prepare a recovery", url, e);
        }
    }

    /** A second session of the same kind, without the lock. */
    Connection another() throws IOException {
        try {
            return DriverManager.getConnection(url.jdbcUrl(), url.jdbcProperties());
        } catch (SQLException e) {
            throw ServerFailure.of("open a second session", url, e);
        }
    }

    private Connection connect() throws SQLException {
        Connection made;
        try {
            made = DriverManager.getConnection(url.jdbcUrl(), url.jdbcProperties());
        } catch (SQLException e) {
            FailureCause reason = ServerFailure.of("", url, e).reason();
            if (url.database().equals(OTHERWISE)
                    || reason != FailureCause.NO_SUCH_DATABASE && reason != FailureCause.NOT_ADMITTED) {
                throw e;
            }
            url = url.withDatabase(OTHERWISE);
            made = DriverManager.getConnection(url.jdbcUrl(), url.jdbcProperties());
        }
        // of several servers always the same
        HostSpec reached = made.unwrap(BaseConnection.class).getQueryExecutor().getHostSpec();
        url = url.withHost(new Host(reached.getHost(), reached.getPort()));
        try (Statement sql = made.createStatement()) {
            sql.execute("SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0;"
                    + NOTICED_SOON
                    + (made.getMetaData().getDatabaseMajorVersion() >= 14 ? "; SET idle_session_timeout = 0" : ""));
        }
        return made;
    }

    /** Once it was ours, who has it is most likely the session that was lost. */
    private void lock(Connection session) throws SQLException, IOException {
        long end = System.nanoTime() + (held ? LOST_SESSION_LINGERS : Duration.ZERO).toNanos();
        while (!AdvisoryLocks.tryLock(session, LOCK_CLASS, AdvisoryLocks.key(live))) {
            if (System.nanoTime() - end >= 0 || Thread.currentThread().isInterrupted()) {
                throw new RecoveryBusy(live);
            }
            LockSupport.parkNanos(ASK_AGAIN.toNanos());
        }
    }

    /** Another database of the same server. */
    PostgresUrl of(String database) {
        return url.withDatabase(database);
    }

    int major() throws IOException {
        try {
            return connection().getMetaData().getDatabaseMajorVersion();
        } catch (SQLException e) {
            throw ServerFailure.of("ask for the version", url, e);
        }
    }

    void execute(String sql) throws IOException {
        try (Statement statement = connection().createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw ServerFailure.of("run '" + sql + "'", url, e);
        }
    }

    /** Drops a database, whoever is connected to it; no harm when there is none. */
    void drop(String database) throws IOException {
        try {
            DatabaseDrop.now(connection(), database);
        } catch (SQLException e) {
            throw ServerFailure.of("drop " + database, url, e);
        }
    }

    /** What is held is given up first: the server ends a session a moment after it was closed, and somebody may come at once. */
    @Override
    public void close() throws IOException {
        try (Connection old = connection) {
            connection = null;
            if (old != null && old.isValid(ANSWER_SECONDS) && old.getAutoCommit()) {
                AdvisoryLocks.unlock(old, LOCK_CLASS, AdvisoryLocks.key(live));
            }
        } catch (SQLException e) {
            throw ServerFailure.of("close the session", url, e);
        }
    }
}
