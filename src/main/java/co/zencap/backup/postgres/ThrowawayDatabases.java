package co.zencap.backup.postgres;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Databases that are dropped after a while, whatever happens: as long as somebody uses one his session holds its lock, which
 * the server frees when he dies.
 *
 * @param prefix how their names begin
 */
public record ThrowawayDatabases(String prefix) {
    /** What backups are restored into, to prove them. */
    public static final ThrowawayDatabases SANDBOXES = new ThrowawayDatabases("zencap_sandbox_");

    /** What tells what a backup's tables are made of. */
    public static final ThrowawayDatabases STRUCTURES = new ThrowawayDatabases("zencap_structure_");

    private static final Logger LOG = LoggerFactory.getLogger(ThrowawayDatabases.class);
    private static final int RANDOM_BYTES = 6;

    /**
     * Those that no session of the server holds the lock of. A lock belongs to the database that its session is in, which
     * another service's address of the same server may not name, so all databases' locks are looked at. What belongs to a role
     * as which ours may not act is that one's to drop.
     */
    private static final String LEFT = "SELECT datname FROM pg_database d,"
            + " LATERAL (SELECT hashtextextended(datname, 0) AS key) k WHERE starts_with(datname, ?)"
            + " AND pg_catalog.pg_has_role(datdba, 'MEMBER')"
            + " AND NOT EXISTS (SELECT FROM pg_catalog.pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1"
            + " AND classid::bigint = key >> 32 & 4294967295 AND objid::bigint = key & 4294967295)";

    /** Whether a database is one of any, by its name. */
    public static boolean isOne(String database) {
        return Stream.of(SANDBOXES, STRUCTURES).anyMatch(each -> database.startsWith(each.prefix));
    }

    /** A new name. */
    public String name() {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        return prefix + HexFormat.of().formatHex(random);
    }

    /** Tells everybody that a database is in use, as long as the session lives. */
    public void hold(Connection owner, String database) throws SQLException {
        if (!tryLock(owner, database)) {
            throw new SQLException("The database " + database + " is in use already");
        }
    }

    /** Drops those whose process has died; one that can't be dropped keeps nobody from his work. */
    public void sweep(Connection owner) throws SQLException {
        var databases = new ArrayList<String>();
        try (PreparedStatement query = owner.prepareStatement(LEFT)) {
            query.setString(1, prefix);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    databases.add(rows.getString(1));
                }
            }
        }
        for (String database : List.copyOf(databases)) {
            if (tryLock(owner, database)) {
                LOG.warn("Dropping database {}, left by a process that died", database);
                try {
                    DatabaseDrop.now(owner, database);
                } catch (SQLException e) {
                    LOG.warn("Database {} could not be dropped; the next one that begins tries it again", database, e);
                } finally {
                    unlock(owner, database);
                }
            }
        }
    }

    private static void unlock(Connection owner, String database) throws SQLException {
        locking(owner, "SELECT pg_advisory_unlock(hashtextextended(?, 0))", database);
    }

    private static boolean tryLock(Connection owner, String database) throws SQLException {
        return locking(owner, "SELECT pg_try_advisory_lock(hashtextextended(?, 0))", database);
    }

    private static boolean locking(Connection owner, String sql, String database) throws SQLException {
        try (PreparedStatement statement = owner.prepareStatement(sql)) {
            statement.setString(1, database);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getBoolean(1);
            }
        }
    }
}
