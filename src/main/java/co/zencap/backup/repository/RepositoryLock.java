package co.zencap.backup.repository;

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
        if (sharing == 0 && !take("pg_try_advisory_lock_shared")) {
            return false;
        }
        sharing++;
        return true;
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
            boolean taken = call(function);
            if (!taken && sharing == 0) {
                end();
            }
            return taken;
        } catch (SQLException e) {
            end();
            throw e;
        }
    }

    private boolean call(String function) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement("SELECT " + function + "(?)")) {
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
            try (ending;
                    PreparedStatement all = ending.prepareStatement("SELECT pg_advisory_unlock_all()")) {
                all.execute();
            } catch (SQLException e) {
                LOG.debug("The session of the repositories' lock had ended before", e);
            }
        }
    }
}
