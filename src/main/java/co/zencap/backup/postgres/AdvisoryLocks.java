package co.zencap.backup.postgres;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.apache.commons.codec.digest.DigestUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Locks with two keys that belong to a session of PostgreSQL, and end with it, whatever becomes of this process. */
public final class AdvisoryLocks {
    private static final Logger LOG = LoggerFactory.getLogger(AdvisoryLocks.class);

    private AdvisoryLocks() {}

    /** The key of a name: the first four bytes of its SHA-256, the same on every machine. */
    public static int key(String name) {
        return ByteBuffer.wrap(DigestUtils.sha256(name)).getInt();
    }

    /** Takes a lock, once more where the session has it already; false while another session has it, alone or shared. */
    public static boolean tryLock(Connection session, int space, int key) throws SQLException {
        return call(session, "SELECT pg_catalog.pg_try_advisory_lock(?, ?)", space, key);
    }

    /** Takes a share of a lock; false while another session has it alone. */
    public static boolean tryShare(Connection session, int space, int key) throws SQLException {
        return call(session, "SELECT pg_catalog.pg_try_advisory_lock_shared(?, ?)", space, key);
    }

    /** Gives back what {@link #tryLock} took. */
    public static void unlock(Connection session, int space, int key) throws SQLException {
        call(session, "SELECT pg_catalog.pg_advisory_unlock(?, ?)", space, key);
    }

    /** Gives back what {@link #tryShare} took. */
    public static void unshare(Connection session, int space, int key) throws SQLException {
        call(session, "SELECT pg_catalog.pg_advisory_unlock_shared(?, ?)", space, key);
    }

    private static boolean call(Connection session, String function, int space, int key) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(function)) {
            statement.setInt(1, space);
            statement.setInt(2, key);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** Gives a session back to its pool without its locks, or ends it: nobody may get them from the pool with a connection. */
    public static void giveBack(Connection session) {
        try (session) {
            try (PreparedStatement all = session.prepareStatement("SELECT pg_catalog.pg_advisory_unlock_all()")) {
                all.execute();
            } catch (SQLException e) {
                session.abort(Runnable::run);
                throw e;
            }
        } catch (SQLException e) {
            LOG.debug("A session with locks had ended before", e);
        }
    }
}
