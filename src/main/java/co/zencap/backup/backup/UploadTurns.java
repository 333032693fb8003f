package co.zencap.backup.backup;

import co.zencap.backup.postgres.AdvisoryLocks;
import java.io.Closeable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * That an object is sent off site once at a time, on all nodes of a service: an upload that fails removes what it has sent, which
 * another one may just have found whole. Each upload has, for its backup and for all whose packs that one needs, advisory locks
 * of the catalog's database, which end with the node. While the catalog is away the node that has made a backup sends it
 * without. Thread-safe.
 */
public final class UploadTurns {
    private static final Logger LOG = LoggerFactory.getLogger(UploadTurns.class);

    private final DataSource catalog;
    private final int space;

    /** @param service all nodes of one share the locks */
    public UploadTurns(DataSource catalog, String service) {
        this.catalog = catalog;
        this.space = AdvisoryLocks.key("zencap " + service + " uploads");
    }

    /** The right to send, until it is closed. */
    public static final class Turn implements Closeable {
        private final Optional<Connection> session;

        private Turn(Optional<Connection> session) {
            this.session = session;
        }

        @Override
        public void close() {
            session.ifPresent(AdvisoryLocks::giveBack);
        }
    }

    /**
     * For whoever is about to send.
     *
     * @param backups of which it may send something
     * @return empty while somebody sends something of one of them, on whichever node
     */
    public Optional<Turn> tryTake(Set<String> backups) {
        try {
            Connection session = catalog.getConnection();
            boolean taken = false;
            try {
                taken = lock(session, backups);
                return taken ? Optional.of(new Turn(Optional.of(session))) : Optional.empty();
            } finally {
                if (!taken) {
                    AdvisoryLocks.giveBack(session);
                }
            }
        } catch (SQLException e) {
            LOG.warn("The catalog is away, and nobody knows whether another node sends the same: {}", e.getMessage());
            return Optional.of(new Turn(Optional.empty()));
        }
    }

    private boolean lock(Connection session, Set<String> backups) throws SQLException {
        Object[] keys = backups.stream().map(AdvisoryLocks::key).toArray();
        try (PreparedStatement lock = session.prepareStatement(
                "SELECT bool_and(pg_try_advisory_lock(?, key)) FROM unnest(?) AS backups (key)")) {
            lock.setInt(1, space);
            lock.setArray(2, session.createArrayOf("int4", keys));
            try (ResultSet row = lock.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }
}
