package co.zencap.backup.postgres;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.core.BaseConnection;
import org.postgresql.util.HostSpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A transaction that holds one state of a database still, for pg_dump and the fingerprint to read, and the lock that
 * keeps a second backup of the same target away, on whatever machine. Both end with the session. The transaction reads
 * only, so a standby serves as well.
 */
public final class SnapshotSession implements AutoCloseable {

    /** First key of the advisory lock; the second is made from the target's id. Spells "ZCBA". */
    public static final int LOCK_CLASS = 0x5A434241;

    private static final int OLDEST_STANDBY = 10;
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotSession.class);
    private static final Duration PATIENCE_AT_THE_END = Duration.ofSeconds(10);

    /** A run whose connection broke off is over, and the server learns of it, and frees its lock, a moment later. */
    private static final Duration LOST_SESSION_LINGERS = Duration.ofSeconds(5);

    private static final Duration ASK_AGAIN = Duration.ofMillis(200);

    private final Connection connection;
    private final PostgresUrl url;
    private final SnapshotFacts facts;

    private SnapshotSession(Connection connection, PostgresUrl url, SnapshotFacts facts) {
        this.connection = connection;
        this.url = url;
        this.facts = facts;
    }

    /**
     * Connects, locks the target, takes and exports a snapshot.
     *
     * @param targetId the target's id; equal ids exclude each other within a database
     * @throws TargetBusy    when somebody holds the target's lock
     * @throws ServerFailure when the server cannot be reached or refuses
     */
    public static SnapshotSession open(PostgresUrl url, String targetId) throws IOException {
        try {
            Connection connection = DriverManager.getConnection(url.jdbcUrl(), url.jdbcProperties());
            try {
                return begin(connection, url, targetId);
            } catch (SQLException | IOException | RuntimeException | Error e) {
                closeAfter(e, connection);
                throw e;
            }
        } catch (SQLException e) {
            throw ServerFailure.of("open a snapshot", url, e);
        }
    }

    private static SnapshotSession begin(Connection connection, PostgresUrl url, String targetId)
            throws SQLException, IOException {
        HostSpec reached =
                connection.unwrap(BaseConnection.class).getQueryExecutor().getHostSpec();
        PostgresUrl here = url.withHost(new Host(reached.getHost(), reached.getPort()));
        try (Statement sql = connection.createStatement()) {
            ServerVersion version = SnapshotFacts.version(sql);
            sql.execute(PinnedSettings.asCommands() + " SET row_security = off; SET statement_timeout = 0;"
                    + " SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0;"
                    // the session is silent while pg_dump works, and firewalls forget silent connections
                    + " SET tcp_keepalives_idle = 60; SET tcp_keepalives_interval = 15;"
                    + (version.isAtLeast(17) ? " SET transaction_timeout = 0" : ""));
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            lock(connection, targetId);
            SnapshotFacts facts = SnapshotFacts.read(connection, version);
            if (facts.standby() && !version.isAtLeast(OLDEST_STANDBY)) {
                throw new IOException("The server " + here.redacted() + " is a standby of version " + version
                        + ", which cannot export snapshots.\nHINT: back up the primary.");
            }
            return new SnapshotSession(connection, here, facts);
        }
    }

    /** Each attempt is a transaction of its own, as its first statement takes the snapshot. */
    private static void lock(Connection connection, String targetId) throws SQLException, IOException {
        long end = System.nanoTime() + LOST_SESSION_LINGERS.toNanos();
        while (!tryLock(connection, targetId)) {
            connection.rollback();
            if (System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
                throw new TargetBusy(targetId);
            }
            LockSupport.parkNanos(ASK_AGAIN.toNanos());
        }
    }

    private static boolean tryLock(Connection connection, String targetId) throws SQLException {
        try (PreparedStatement sql = connection.prepareStatement("SELECT pg_catalog.pg_try_advisory_xact_lock(?, ?)")) {
            sql.setInt(1, LOCK_CLASS);
            sql.setInt(2, AdvisoryLocks.key(targetId));
            try (ResultSet row = sql.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private static void closeAfter(Throwable failure, Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    /** What pg_dump takes as {@code --snapshot}; valid while this session lives. */
    public String snapshotId() {
        return facts.snapshotId();
    }

    /** What the server told about itself and the moment. */
    public SnapshotFacts facts() {
        return facts;
    }

    /** The one server that was reached, of possibly several: only there is the snapshot known. */
    public PostgresUrl url() {
        return url;
    }

    /** The connection inside the snapshot's transaction; do not commit, roll back or close it. */
    public Connection connection() {
        return connection;
    }

    /** Whether the snapshot can still be joined; asks the server, and waits 10 s at most. */
    public boolean isAlive() {
        try {
            return connection.isValid((int) Duration.ofSeconds(10).toSeconds());
        } catch (SQLException onlyForNegativeTimeouts) {
            return false;
        }
    }

    /** Whether a dump of the globals may contain the roles' password hashes. */
    public boolean canReadRolePasswords() {
        return facts.rolePasswordsReadable();
    }

    /**
     * Ends the server's side of programs that reached this server under an application name. A backend whose program was
     * killed while it waited for a lock would otherwise wait on for it, unnoticed.
     */
    public void endSessionsOf(String applicationName) throws IOException {
        waitAtMost(PATIENCE_AT_THE_END);
        String end = "SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity"
                + " WHERE application_name = ? AND usename = current_user AND pid <> pg_catalog.pg_backend_pid()";
        try (PreparedStatement statement = connection.prepareStatement(end)) {
            statement.setString(1, applicationName);
            statement.execute();
        } catch (SQLException e) {
            throw ServerFailure.of("end what a killed program left", url, e);
        }
    }

    /** From now on a statement that the server doesn't answer in time fails, and the connection is lost. */
    public void waitAtMost(Duration patience) throws IOException {
        try {
            connection.setNetworkTimeout(Runnable::run, Math.toIntExact(patience.toMillis()));
        } catch (SQLException e) {
            throw ServerFailure.of("limit how long to wait for the server", url, e);
        }
    }

    /**
     * Ends the transaction and with it the snapshot and the lock. The rollback is waited for: a server that only sees the
     * connection go frees the lock some time later, and the next run would find the target busy.
     */
    @Override
    public void close() throws IOException {
        try (connection) {
            if (!connection.isClosed()) {
                rollBack();
            }
        } catch (SQLException e) {
            throw ServerFailure.of("close the snapshot's session", url, e);
        }
    }

    private void rollBack() {
        try {
            waitAtMost(PATIENCE_AT_THE_END);
            connection.rollback();
        } catch (IOException | SQLException e) {
            // With the connection the server ends the transaction as well.
            LOG.debug("The snapshot of {} ends with its connection: {}", url.redacted(), e.getMessage());
        }
    }

    @Override
    public String toString() {
        return "snapshot " + facts.snapshotId() + " of " + url.redacted();
    }
}
