package co.zencap.backup.drill;

import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.drill.check.SqlCheck;
import co.zencap.backup.postgres.DatabaseDrop;
import co.zencap.backup.postgres.GlobalsScript;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.PassFile;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.restore.DatabaseSettings;
import co.zencap.backup.restore.RestoredDatabase;
import java.io.Closeable;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A throwaway database: made empty, used by one test, dropped whatever happens. */
public final class Sandbox implements Closeable {
    private final String database;
    private final Connection owner;
    private final PostgresUrl url;
    private final PassFile passFile;
    private final Optional<LocalCluster> cluster;
    private CheckRole checkRole;
    private boolean closed;

    /**
     * @param database its name
     * @param owner a session of the same server that holds its lock; closed with this
     * @param url of the database
     * @param passFile of the url; closed with this
     * @param cluster the server, where it is a throwaway one; deleted last
     */
    Sandbox(String database, Connection owner, PostgresUrl url, PassFile passFile, Optional<LocalCluster> cluster) {
        this.database = database;
        this.owner = owner;
        this.url = url;
        this.passFile = passFile;
        this.cluster = cluster;
    }

    PostgresUrl url() {
        return url;
    }

    PassFile passFile() {
        return passFile;
    }

    /** Whether the whole server is thrown away, so that roles can be made in it. */
    boolean hasOwnServer() {
        return cluster.isPresent();
    }

    /** Makes the roles of a backup; for a server of our own. */
    int make(GlobalsScript globals) throws IOException {
        return globals.apply(owner, url.user());
    }

    /** Whether what was set for the source's database could be set for this one. */
    DatabaseSettings.Checked settings(StoredBackup backup, boolean ofRoles) throws IOException, SQLException {
        return DatabaseSettings.check(backup, DatabaseSettings.ofDump(backup), owner, database, ofRoles);
    }

    int serverMajor() throws IOException {
        try {
            return owner.getMetaData().getDatabaseMajorVersion();
        } catch (SQLException e) {
            throw new IOException("The sandbox's server has gone: " + e.getMessage(), e);
        }
    }

    RestoredDatabase database() throws IOException {
        return new RestoredDatabase(url, passFile, serverMajor());
    }

    /** Each connection is a new one: the comparison changes its settings. */
    DataSource dataSource() {
        return RestoredDatabase.dataSource(url);
    }

    /**
     * The same for questions of others, whose answers could be of any size. On a throwaway server, where all else is done as
     * superuser, they are asked as a role that can only read.
     */
    DataSource dataSourceForChecks() throws SQLException {
        if (hasOwnServer() && checkRole == null) {
            try (Connection superuser = RestoredDatabase.dataSource(url).getConnection()) {
                checkRole = CheckRole.make(superuser);
            }
        }
        PGSimpleDataSource source = RestoredDatabase.dataSource(checkRole == null ? url : checkRole.at(url));
        source.setMaxResultBuffer(SqlCheck.MAX_RESULT_BUFFER);
        return source;
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (Closeable server = this::deleteServer;
                passFile;
                owner) {
            DatabaseDrop.now(owner, database);
        } catch (SQLException e) {
            throw new IOException(
                    "The sandbox database " + database + " could not be dropped: " + e.getMessage()
                            + ". HINT: it holds a copy of your data; the next restoration test drops it, or do it by hand.",
                    e);
        }
    }

    private void deleteServer() throws IOException {
        if (cluster.isPresent()) {
            cluster.get().delete();
        }
    }
}
