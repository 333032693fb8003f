package co.zencap.backup.recovery.database;

import java.io.Closeable;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends away who is connected to two databases, again and again, while another session renames them. That one holds their
 * locks, so that nobody new gets in, and the server waits for those who are in for a few seconds only.
 */
final class SessionEnding implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(SessionEnding.class);
    private static final long AGAIN_MILLIS = 50;
    private static final long END_SECONDS = 10;

    /** Autovacuum gives way by itself, and is not everybody's to end. */
    private static final String SESSIONS =
            """
            SELECT pid, coalesce(usename, '') || ' (' || coalesce(nullif(application_name, ''), 'unnamed') || ')'
              FROM pg_catalog.pg_stat_activity
             WHERE datid = ANY (?) AND pid <> pg_catalog.pg_backend_pid()
               AND backend_type IS DISTINCT FROM 'autovacuum worker'""";

    /** The renaming session has come so far that nobody new gets in. */
    private static final String CLOSED =
            """
            SELECT count(*) > 0 FROM pg_catalog.pg_locks
             WHERE locktype = 'object' AND classid = 'pg_catalog.pg_database'::pg_catalog.regclass
               AND mode = 'AccessExclusiveLock' AND granted AND objid = ANY (?)""";

    private final Connection session;
    private final Long[] databases;
    private final OptionalInt last;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final TreeSet<String> left = new TreeSet<>();
    private final Thread thread = new Thread(this::end, "session-ending");

    private SessionEnding(Connection session, List<Long> databases, OptionalInt last) {
        this.session = session;
        this.databases = databases.toArray(Long[]::new);
        this.last = last;
    }

    /**
     * Begins.
     *
     * @param server closed with this
     * @param databases their OIDs, which no renaming changes
     * @param last a session that is ended when all others are
     */
    static SessionEnding of(Connection server, List<Long> databases, OptionalInt last) {
        var ending = new SessionEnding(server, databases, last);
        ending.thread.setDaemon(true);
        ending.thread.start();
        return ending;
    }

    private record Found(int pid, String who) {}

    private void end() {
        try (session) {
            do {
                List<Found> found = sessions();
                boolean onlyLast =
                        last.isPresent() && found.stream().allMatch(f -> f.pid() == last.getAsInt()) && isClosed();
                synchronized (left) {
                    left.clear();
                }
                for (Found each : found) {
                    if (onlyLast || last.isEmpty() || each.pid() != last.getAsInt()) {
                        end(each);
                    }
                }
            } while (!ended.await(AGAIN_MILLIS, TimeUnit.MILLISECONDS));
        } catch (SQLException e) {
            LOG.warn("Sessions can't be ended any more: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Found> sessions() throws SQLException {
        var found = new ArrayList<Found>();
        try (PreparedStatement query = session.prepareStatement(SESSIONS)) {
            query.setArray(1, session.createArrayOf("oid", databases));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.add(new Found(rows.getInt(1), rows.getString(2)));
                }
            }
        }
        return found;
    }

    private boolean isClosed() throws SQLException {
        try (PreparedStatement query = session.prepareStatement(CLOSED)) {
            query.setArray(1, session.createArrayOf("oid", databases));
            try (ResultSet row = query.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private void end(Found each) {
        try (PreparedStatement terminate = session.prepareStatement("SELECT pg_catalog.pg_terminate_backend(?)")) {
            terminate.setInt(1, each.pid());
            terminate.execute();
        } catch (SQLException e) {
            // a superuser's, where we are none
            synchronized (left) {
                left.add(each.who() + ": " + e.getMessage());
            }
        }
    }

    /** Those that could not be ended, and why. */
    List<String> left() {
        synchronized (left) {
            return List.copyOf(left);
        }
    }

    @Override
    public void close() throws IOException {
        ended.countDown();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(END_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
