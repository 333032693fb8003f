package co.zencap.backup.schedule.quartz;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.quartz.utils.ConnectionProvider;

/** Lends Quartz the catalog's connections. The pool belongs to the catalog. */
record CatalogConnections(DataSource pool) implements ConnectionProvider {
    @Override
    public Connection getConnection() throws SQLException {
        return pool.getConnection();
    }

    @Override
    public void initialize() {
        // the pool is at work already
    }

    @Override
    public void shutdown() {
        // the catalog closes it
    }
}
