package co.zencap.backup.repository;

import co.zencap.backup.postgres.AdvisoryLocks;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The use of the repositories by all nodes of a service: an advisory lock of the catalog's database, shared by what relies on
 * older backups' packs, and exclusive to a cleanup. It ends with the node that holds it. One session holds all of a node's
 * shares. Thread-safe.
 */
public final class RepositoryLock {
    private static final Logger LOG = LoggerFactory.getLogger(RepositoryLock.class);

    /** As pg_locks shows locks of 64 bits: two halves. */
    private static final String HELD = "SELECT count(*) > 0 FROM pg_catalog.pg_locks, (SELECT ?::bigint AS key) k"
            + " WHERE locktype = 'advisory' AND pid = pg_catalog.pg_backend_pid() AND granted AND objsubid = 1"
            + " AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())"
            + " AND classid::bigint = key >> 32 & 4294967295 AND objid::bigint = key & 4294967295";

    private final DataSource catalog;
    private final long key;
    private Connection session;
    private int sharing;
    private boolean alone;

    /** @param key the same on all nodes of one service, and on no other's */
    public RepositoryLock(DataSource catalog, long key) {
        this.catalog = catalog;
        this.key = key;
    }

    /** Takes a share, unless another node has the repositories for itself. */
    synchronized boolean tryShare() throws SQLException {
        if ((sharing == 0 || !isHeld()) && !take("pg_try_advisory_lock_shared")) {
            return false;
        }
        sharing++;
        return true;
    }

    /** Whether the server still knows of it: a session can end, and its locks with it, without a word to anybody. */
    synchronized boolean isHeld() {
        if (session == null) {
            return false;
        }
        try {
            if (call(HELD)) {
                return true;
            }
            LOG.warn("The server does not know of the repositories' lock any more");
        } catch (SQLException e) {
            LOG.warn("The session with the repositories' lock has ended: {}", e.getMessage());
        }
        end();
        return false;
    }

    /** Takes the repositories for this node, unless another one uses them. */
    synchronized boolean tryAlone() throws SQLException {
        alone = take("pg_try_advisory_lock");
        return alone;
    }

    /** Gives back what was taken last in this way. */
    synchronized void release(boolean wasAlone) {
        if (wasAlone) {
            alone = false;
        } else {
            sharing--;
        }
        if (sharing == 0 && !alone) {
            end();
        }
    }

    private boolean take(String function) throws SQLException {
        try {
            if (session == null) {
                session = catalog.getConnection();
            }
            boolean taken = call("SELECT " + function + "(?)");
            if (taken && !call(HELD)) {
                throw new SQLException(
                        "The catalog's connections are shared out by a pooler, transaction by transaction, and"
                                + " locks get lost in it. HINT: let BACKUP_CATALOG_URL lead to PostgreSQL itself, or to a pooler"
                                + " in session mode.");
            }
            if (!taken && sharing == 0) {
                end();
            }
            return taken;
        } catch (SQLException e) {
            end();
            throw e;
        }
    }

    private boolean call(String query) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(query)) {
            statement.setLong(1, key);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** Ends the session's locks; a session whose server is gone does not go back to the pool. */
    private void end() {
        Connection ending = session;
        session = null;
        if (ending != null) {
            AdvisoryLocks.giveBack(ending);
        }
    }
}
