package co.zencap.backup.recovery.table;

import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.ServerFailure;
import co.zencap.backup.postgres.archive.RowText;
import java.io.Closeable;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;

/**
 * One transaction in the live database, which waits for nobody longer than the settings say, and has its values written as
 * dumps have them. Unless it is committed, all of it is taken back; the server does that as well when we die.
 */
final class LiveSession implements Closeable {
    /** What the server says of a statement that took too long. */
    static final String CANCELLED = "57014";

    private static final int LIMITS_TRANSACTIONS = 17;

    private final PostgresUrl live;
    private final Connection connection;
    private Optional<Long> end = Optional.empty();

    private LiveSession(PostgresUrl live, Connection connection) {
        this.live = live;
        this.connection = connection;
    }

    /**
     * How long statements may take; zero for ever.
     *
     * @param lock until somebody else lets go of a table or a row
     * @param statement until the server has answered
     */
    record Patience(Duration lock, Duration statement) {}

    static LiveSession open(PostgresUrl live, Patience patience) throws IOException {
        try {
            Connection connection = DriverManager.getConnection(live.jdbcUrl(), live.jdbcProperties());
            try {
                connection.setNetworkTimeout(Runnable::run, 0);
                RowText.pin(connection);
                try (Statement sql = connection.createStatement()) {
                    // firewalls forget silent connections, and while the server sorts this one is silent
                    sql.execute("SET lock_timeout = " + patience.lock().toMillis() + "; SET statement_timeout = "
                            + patience.statement().toMillis() + "; SET idle_in_transaction_session_timeout = "
                            + patience.statement().toMillis() + "; SET tcp_keepalives_idle = 30;"
                            + " SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3"
                            + (connection.getMetaData().getDatabaseMajorVersion() >= LIMITS_TRANSACTIONS
                                    ? "; SET transaction_timeout = 0"
                                    : ""));
                }
                connection.setAutoCommit(false);
                return new LiveSession(live, connection);
            } catch (SQLException | RuntimeException | Error e) {
                try (connection) {
                    throw e;
                }
            }
        } catch (SQLException e) {
            throw ServerFailure.of("reach the live database", live, e);
        }
    }

    /** From now on all statements together may take so long; the one that would take longer is cancelled. */
    LiveSession within(Duration whole) {
        end = Optional.of(System.nanoTime() + whole.toNanos());
        return this;
    }

    Connection connection() {
        return connection;
    }

    /** Whatever the failure, in words for a person, which get into alerts and the audit trail: quotes no row. */
    IOException failure(String doing, SQLException e) {
        return ServerFailure.ofRows(doing, live, e);
    }

    /** Of what is about tables and none of their rows, in the server's own words: it names what stands in the way. */
    IOException failureOfTables(String doing, SQLException e) {
        return ServerFailure.of(doing, live, e);
    }

    /** @return how many rows it was about */
    long execute(String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepared(sql, parameters)) {
            return statement.execute() ? 0 : statement.getLargeUpdateCount();
        }
    }

    /** A question whose answer is one number. */
    long number(String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepared(sql, parameters);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Texts and numbers as they are, lists of texts as arrays. */
    PreparedStatement prepared(String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            if (end.isPresent()) {
                statement.setQueryTimeout(secondsTo(end.get()));
            }
            for (int i = 0; i < parameters.length; i++) {
                if (parameters[i] instanceof String[] texts) {
                    statement.setArray(i + 1, connection.createArrayOf("text", texts));
                } else {
                    statement.setObject(i + 1, parameters[i]);
                }
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            try (statement) {
                throw e;
            }
        }
    }

    private static int secondsTo(long end) throws SQLException {
        long left = end - System.nanoTime();
        if (left <= 0) {
            throw new SQLException("No time is left for another statement", CANCELLED);
        }
        return Math.toIntExact(Duration.ofNanos(left).toSeconds() + 1);
    }

    void commit() throws SQLException {
        connection.commit();
    }

    @Override
    public void close() throws IOException {
        try (connection) {
            if (!connection.isClosed()) {
                connection.rollback();
            }
        } catch (SQLException e) {
            throw failure("leave the live database", e);
        }
    }
}
