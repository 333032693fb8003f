package co.zencap.backup.drill;

import co.zencap.backup.postgres.FileTree;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.LocalCluster.Profile;
import co.zencap.backup.postgres.PassFile;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.ServerBinaries;
import co.zencap.backup.settings.Settings;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes sandboxes: on the server of {@code TEST_POSTGRES_URL}, or else on a throwaway cluster of this machine. */
public final class Sandboxes {
    private static final Logger LOG = LoggerFactory.getLogger(Sandboxes.class);
    private static final String PREFIX = "zencap_sandbox_";

    private final Settings settings;

    public Sandboxes(Settings settings) {
        this.settings = settings;
    }

    /**
     * A new, empty database.
     *
     * @param encoding of its text, as the server calls it; the source's own, because not every encoding can be converted
     */
    public Sandbox create(String encoding) throws IOException, SQLException {
        if (settings.sandbox().isPresent()) {
            return create(settings.sandbox().get(), encoding, () -> {});
        }
        Path home = settings.workDir().resolve("sandbox-" + random());
        LocalCluster cluster = cluster(home);
        try {
            return create(cluster.url("postgres"), encoding, cluster::delete);
        } catch (IOException | SQLException | RuntimeException | Error e) {
            cluster.delete();
            throw e;
        }
    }

    private LocalCluster cluster(Path home) throws IOException {
        try {
            return LocalCluster.start(
                    new LocalCluster.Settings(serverBinaries(), home, 0, Profile.THROWAWAY, Map.of()));
        } catch (IOException | RuntimeException | Error e) {
            FileTree.delete(home);
            throw e;
        }
    }

    private ServerBinaries serverBinaries() throws IOException {
        if (settings.sandboxBin().isPresent()) {
            return ServerBinaries.in(settings.sandboxBin().get());
        }
        return ServerBinaries.onThisMachine()
                .orElseThrow(
                        () -> new IOException("There is no server to restore into: TEST_POSTGRES_URL is not set, and"
                                + " this machine has no PostgreSQL server programs. HINT: set TEST_POSTGRES_URL to a server that"
                                + " may be used for tests, install postgresql, or set BACKUP_TEST_AFTER_BACKUP=false and live"
                                + " without the proof."));
    }

    private Sandbox create(PostgresUrl server, String encoding, Closeable owned) throws IOException, SQLException {
        String database = PREFIX + random();
        // This session's lock tells everybody that the database is in use; it is free again when this process dies.
        Connection owner = connect(server);
        try {
            lock(owner, database);
            sweep(owner);
            execute(
                    owner,
                    "CREATE DATABASE " + quoted(owner, database) + " TEMPLATE template0 ENCODING "
                            + literal(owner, encoding) + locale(encoding));
            PostgresUrl url = server.withDatabase(database);
            try {
                return new Sandbox(database, owner, url, PassFile.write(settings.workDir(), url), owned);
            } catch (IOException | RuntimeException | Error e) {
                drop(owner, database);
                throw e;
            }
        } catch (IOException | SQLException | RuntimeException | Error e) {
            owner.close();
            throw e;
        }
    }

    /** Drops sandboxes on the server of {@code TEST_POSTGRES_URL} whose process has died; nothing without one. */
    public void sweep() throws SQLException {
        if (settings.sandbox().isPresent()) {
            try (Connection owner = connect(settings.sandbox().get())) {
                sweep(owner);
            }
        }
    }

    private static void sweep(Connection owner) throws SQLException {
        var databases = new ArrayList<String>();
        try (PreparedStatement query =
                owner.prepareStatement("SELECT datname FROM pg_database WHERE starts_with(datname, ?)")) {
            query.setString(1, PREFIX);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    databases.add(rows.getString(1));
                }
            }
        }
        for (String database : databases) {
            if (tryLock(owner, database)) {
                LOG.warn("Dropping sandbox database {}, left by a process that died", database);
                drop(owner, database);
                unlock(owner, database);
            }
        }
    }

    static void drop(Connection owner, String database) throws SQLException {
        execute(owner, "DROP DATABASE IF EXISTS " + quoted(owner, database) + " WITH (FORCE)");
    }

    static Connection connect(PostgresUrl url) throws SQLException {
        return DriverManager.getConnection(url.jdbcUrl(), url.jdbcProperties());
    }

    private static void lock(Connection owner, String database) throws SQLException {
        if (!tryLock(owner, database)) {
            throw new SQLException("Sandbox " + database + " is in use already");
        }
    }

    private static boolean tryLock(Connection owner, String database) throws SQLException {
        return locking(owner, "SELECT pg_try_advisory_lock(hashtextextended(?, 0))", database);
    }

    private static void unlock(Connection owner, String database) throws SQLException {
        locking(owner, "SELECT pg_advisory_unlock(hashtextextended(?, 0))", database);
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

    private static void execute(Connection owner, String sql) throws SQLException {
        try (Statement statement = owner.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The server's own locale is most likely one for UTF8; C goes with every encoding. */
    private static String locale(String encoding) {
        return encoding.equals("UTF8") ? "" : " LC_COLLATE 'C' LC_CTYPE 'C'";
    }

    private static String literal(Connection owner, String text) throws SQLException {
        try (Statement statement = owner.createStatement()) {
            return statement.enquoteLiteral(text);
        }
    }

    private static String quoted(Connection owner, String name) throws SQLException {
        try (Statement statement = owner.createStatement()) {
            return statement.enquoteIdentifier(name, true);
        }
    }

    private static String random() {
        byte[] random = new byte[6];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
