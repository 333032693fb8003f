package co.zencap.backup.backup;

import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.postgres.AdvisoryLocks;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which backups are sent, verified, tested or restored, on all nodes of a service: each such operation shares an advisory
 * lock of the catalog's database, from the moment its backup is known to its end, and a cleanup takes the lock of what it
 * deletes. The locks end with the node. While the catalog is away operations go on without, and nothing is deleted;
 * {@link #renew} takes what is missing once it is back. Thread-safe.
 */
public final class BackupReaders {
    private static final Logger LOG = LoggerFactory.getLogger(BackupReaders.class);

    /** A manifest is deleted within moments; who waited for that finds no backup, and not half of one. */
    private static final int ATTEMPTS = 100;

    private static final long ASK_AGAIN_MILLIS = 100;

    private final DataSource catalog;
    private final int space;
    private final Map<String, String> reading = new HashMap<>();
    private final Set<Integer> shared = new HashSet<>();
    private Connection session;

    /** @param service all nodes of one share the locks */
    public BackupReaders(DataSource catalog, String service) {
        this.catalog = catalog;
        this.space = AdvisoryLocks.key("zencap " + service + " backups");
    }

    /** To be told of each operation when it begins, when its backup becomes known, and when it ends. */
    public void follow(Operation operation) {
        // What a backup makes is nobody's to delete yet, and what deletes must not keep itself away.
        if (operation.backupId() == null
                || operation.kind() == Kind.BACKUP
                || operation.kind() == Kind.CLEANUP
                || operation.kind() == Kind.ERASURE) {
            return;
        }
        if (!operation.isRunning()) {
            end(operation.id());
        } else {
            begin(operation);
        }
    }

    private void begin(Operation operation) {
        try {
            for (int attempt = 0; attempt < ATTEMPTS && !share(operation); attempt++) {
                Thread.sleep(ASK_AGAIN_MILLIS);
            }
        } catch (SQLException e) {
            LOG.warn(
                    "The catalog is away, and cleanups do not see that backup {} is in use: {}",
                    operation.backupId(),
                    e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return false while a cleanup deletes it */
    private synchronized boolean share(Operation operation) throws SQLException {
        reading.put(operation.id(), operation.backupId());
        return take(operation.backupId());
    }

    private boolean take(String backupId) throws SQLException {
        int key = AdvisoryLocks.key(backupId);
        if (shared.contains(key)) {
            return true;
        }
        try {
            if (session == null) {
                session = catalog.getConnection();
            }
            boolean taken = AdvisoryLocks.tryShare(session, space, key);
            if (taken) {
                shared.add(key);
            }
            return taken;
        } catch (SQLException e) {
            close();
            throw e;
        }
    }

    private synchronized void end(String operationId) {
        String backupId = reading.remove(operationId);
        if (reading.isEmpty()) {
            close();
        } else if (backupId != null && !reading.containsValue(backupId)) {
            int key = AdvisoryLocks.key(backupId);
            try {
                if (shared.remove(key)) {
                    AdvisoryLocks.unshare(session, space, key);
                }
            } catch (SQLException e) {
                LOG.warn("The session with the locks of backups has ended: {}", e.getMessage());
                close();
            }
        }
    }

    /** Takes again what got lost with its session, and what could not be had while the catalog was away. */
    public synchronized void renew() throws SQLException {
        if (session != null && !session.isValid(5)) {
            close();
        }
        for (String backupId : Set.copyOf(reading.values())) {
            if (!take(backupId)) {
                LOG.warn("Backup {} is in use here, and another node deletes it", backupId);
            }
        }
    }

    /** Which backups are in use on any node at this moment. */
    public Predicate<String> inUse() throws SQLException {
        var keys = new HashSet<Integer>();
        try (Connection connection = catalog.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT objid::bigint FROM pg_catalog.pg_locks"
                                + " WHERE locktype = 'advisory' AND objsubid = 2 AND granted AND mode = 'ShareLock'"
                                + " AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())"
                                + " AND classid::bigint = ?::bigint & 4294967295")) {
            statement.setInt(1, space);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    keys.add((int) rows.getLong(1));
                }
            }
        }
        return backupId -> keys.contains(AdvisoryLocks.key(backupId));
    }

    /** Keeps everybody from beginning to read a backup that is deleted, until it is closed. */
    public final class Deleting implements AutoCloseable {
        private final Connection connection;

        private Deleting(Connection connection) {
            this.connection = connection;
        }

        @Override
        public void close() {
            AdvisoryLocks.giveBack(connection);
        }
    }

    /** @return null while somebody reads it, on whichever node */
    public Deleting tryDelete(String backupId) throws SQLException {
        Connection connection = catalog.getConnection();
        boolean taken = false;
        try {
            taken = AdvisoryLocks.tryLock(connection, space, AdvisoryLocks.key(backupId));
            return taken ? new Deleting(connection) : null;
        } finally {
            if (!taken) {
                AdvisoryLocks.giveBack(connection);
            }
        }
    }

    private void close() {
        shared.clear();
        if (session != null) {
            AdvisoryLocks.giveBack(session);
            session = null;
        }
    }
}
