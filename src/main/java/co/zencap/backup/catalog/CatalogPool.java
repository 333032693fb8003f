package co.zencap.backup.catalog;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;

/**
 * The catalog's connections. Whoever asks for one waits while the catalog is away, and is told in the end; who comes right
 * after is told the same at once. Otherwise ten questions in a row, or ten operations that begin one after the other, would
 * wait ten times as long, though everybody can do without.
 */
final class CatalogPool extends HikariDataSource {
    /** Longer than it takes to ask the next question, and shorter than anybody notices that the catalog is back. */
    private static final Duration HOLDS = Duration.ofSeconds(1);

    private volatile Failure latest;

    private record Failure(SQLException cause, long nanoTime) {
        boolean holds() {
            return System.nanoTime() - nanoTime < HOLDS.toNanos();
        }
    }

    CatalogPool(HikariConfig config) {
        super(config);
    }

    @Override
    public Connection getConnection() throws SQLException {
        Failure before = latest;
        if (before != null && before.holds()) {
            throw new SQLTransientConnectionException(
                    before.cause().getMessage(), before.cause().getSQLState(), before.cause());
        }
        try {
            Connection connection = super.getConnection();
            latest = null;
            return connection;
        } catch (SQLException e) {
            if (isAway()) {
                latest = new Failure(e, System.nanoTime());
            }
            throw e;
        }
    }

    /** When all connections are in use, the next may be had the next moment. */
    private boolean isAway() {
        return !isClosed() && getHikariPoolMXBean().getTotalConnections() < getMaximumPoolSize();
    }
}
