package co.zencap.backup.recovery.database;

import java.io.Closeable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells how large a database has become while pg_restore, which says nothing, fills it. */
final class SizeWatch implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(SizeWatch.class);
    private static final int SECONDS = 1;

    private final Connection session;
    private final String database;
    private final LongConsumer size;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread = new Thread(this::watch, "restore-size");

    private SizeWatch(Connection session, String database, LongConsumer size) {
        this.session = session;
        this.database = database;
        this.size = size;
    }

    /** @param session closed with this */
    static SizeWatch of(Connection session, String database, LongConsumer size) {
        var watch = new SizeWatch(session, database, size);
        watch.thread.setDaemon(true);
        watch.thread.start();
        return watch;
    }

    private void watch() {
        try (session;
                PreparedStatement query = session.prepareStatement("SELECT pg_catalog.pg_database_size(?::name)")) {
            query.setString(1, database);
            while (!ended.await(SECONDS, TimeUnit.SECONDS)) {
                try (ResultSet row = query.executeQuery()) {
                    row.next();
                    size.accept(row.getLong(1));
                }
            }
        } catch (SQLException e) {
            LOG.debug("The growing size of {} can't be told any more", database, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        ended.countDown();
    }
}
