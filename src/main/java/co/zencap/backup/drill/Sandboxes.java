package co.zencap.backup.drill;

import co.zencap.backup.backup.Manifest;
import co.zencap.backup.disk.FileTree;
import co.zencap.backup.postgres.ClusterIdentity;
import co.zencap.backup.postgres.DatabaseDrop;
import co.zencap.backup.postgres.Host;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.LocalCluster.Profile;
import co.zencap.backup.postgres.PassFile;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.Quoting;
import co.zencap.backup.postgres.ServerBinaries;
import co.zencap.backup.postgres.ServerFailure;
import co.zencap.backup.postgres.ThrowawayDatabases;
import co.zencap.backup.postgres.archive.Fingerprint;
import co.zencap.backup.settings.DatabaseTarget;
import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes sandboxes: on the server that the settings name for a test, or else on a throwaway cluster of this machine. */
public final class Sandboxes {
    private static final Logger LOG = LoggerFactory.getLogger(Sandboxes.class);

    private final Settings settings;

    public Sandboxes(Settings settings) {
        this.settings = settings;
    }

    /**
     * A new, empty database for a backup, in the encoding of its source: not every encoding can be converted.
     *
     * @throws IOException also when the server is the one that the backup is of
     */
    public Sandbox create(TestType type, Manifest backup) throws IOException, SQLException {
        String encoding = backup.fingerprint().map(Fingerprint::encoding).orElse("UTF8");
        Manifest.Source source = backup.source().orElseThrow();
        Optional<PostgresUrl> server = type.server(settings);
        if (server.isPresent()) {
            return create(server.get(), source, encoding, Optional.empty());
        }
        LocalCluster cluster = cluster(source);
        try {
            return create(cluster.url("postgres"), source, encoding, Optional.of(cluster));
        } catch (IOException | SQLException | RuntimeException | Error e) {
            cluster.delete();
            throw e;
        }
    }

    private LocalCluster cluster(Manifest.Source source) throws IOException {
        String superuser = source.superuser().orElse(LocalCluster.SUPERUSER);
        Path home = settings.workDir().resolve("sandbox-" + random());
        try {
            return LocalCluster.start(
                    new LocalCluster.Settings(serverBinaries(source), home, 0, Profile.THROWAWAY, Map.of(), superuser));
        } catch (IOException | RuntimeException | Error e) {
            FileTree.delete(home);
            throw e;
        }
    }

    /** The source's own version where this machine has it: no other would find all of the source's structure the same. */
    private ServerBinaries serverBinaries(Manifest.Source source) throws IOException {
        if (settings.sandboxBin().isPresent()) {
            return ServerBinaries.in(settings.sandboxBin().get());
        }
        Optional<ServerBinaries> own = ServerBinaries.onThisMachine(source.serverMajor());
        return (own.isPresent() ? own : ServerBinaries.onThisMachine())
                .orElseThrow(() -> new IOException("There is no server to restore into: this machine has no PostgreSQL"
                        + " server programs, and no other server is set for this test. HINT: install postgresql,"
                        + " name its programs in BACKUP_SANDBOX_BIN, or set TEST_POSTGRES_URL to a server that may be"
                        + " used for tests (a disaster simulation needs the programs); with"
                        + " BACKUP_TEST_AFTER_BACKUP=false you live without the proof."));
    }

    private Sandbox create(PostgresUrl server, Manifest.Source source, String encoding, Optional<LocalCluster> cluster)
            throws IOException, SQLException {
        String database = ThrowawayDatabases.SANDBOXES.name();
        // This session's lock tells everybody that the database is in use; it is free again when this process dies.
        Connection owner;
        try {
            owner = connect(server);
        } catch (SQLException e) {
            throw ServerFailure.of("make a sandbox", server, e);
        }
        try {
            if (cluster.isEmpty()) {
                refuseProduction(owner, server, source);
            }
            ThrowawayDatabases.SANDBOXES.hold(owner, database);
            ThrowawayDatabases.SANDBOXES.sweep(owner);
            execute(
                    owner,
                    "CREATE DATABASE " + Quoting.name(database) + " TEMPLATE template0 ENCODING "
                            + literal(owner, encoding) + locale(encoding));
            PostgresUrl url = server.withDatabase(database);
            try {
                return new Sandbox(database, owner, url, PassFile.write(settings.workDir(), url), cluster);
            } catch (IOException | RuntimeException | Error e) {
                DatabaseDrop.now(owner, database);
                throw e;
            }
        } catch (IOException | SQLException | RuntimeException | Error e) {
            owner.close();
            throw e;
        }
    }

    /** A wrong address must not make a rehearsal the disaster; nor may a test slow the production server down. */
    private void refuseProduction(Connection owner, PostgresUrl server, Manifest.Source source)
            throws IOException, SQLException {
        List<DatabaseTarget> backedUp = settings.databases().all();
        boolean sameAddress = backedUp.stream().anyMatch(database -> database.isOnServerOf(server))
                || settings.databases().servers().stream().anyMatch(each -> server.hosts().stream()
                        .anyMatch(each.url().hosts()::contains));
        Optional<String> here = ClusterIdentity.of(owner);
        boolean sameCluster = here.isPresent()
                && (here.equals(source.systemIdentifier()) || isProductionOfToday(backedUp, here.get()));
        if (sameAddress || sameCluster) {
            throw new IOException("The server " + server.redacted() + " is the one that is backed up, or its standby:"
                    + " nothing is ever restored there. HINT: set TEST_POSTGRES_URL and STAGING_POSTGRES_URL to another"
                    + " server, or leave them out and a throwaway server is used.");
        }
    }

    /** It may have been made anew since the backup; it is passed over while it is away, which is when backups are needed most. */
    private static boolean isProductionOfToday(List<DatabaseTarget> backedUp, String cluster) {
        // One database of each server tells.
        var servers = new LinkedHashMap<List<Host>, DatabaseTarget>();
        backedUp.forEach(database -> servers.putIfAbsent(database.url().hosts(), database));
        for (DatabaseTarget database : servers.values()) {
            try (Connection production = connect(database.url())) {
                if (ClusterIdentity.of(production).filter(cluster::equals).isPresent()) {
                    return true;
                }
            } catch (SQLException e) {
                LOG.debug("The server of {} can't be asked which one it is", database.name(), e);
            }
        }
        return false;
    }

    /** Drops sandboxes on the servers of the settings whose process has died; nothing without one. */
    public void sweep() throws SQLException {
        List<PostgresUrl> servers = Stream.of(settings.sandbox(), settings.staging())
                .flatMap(Optional::stream)
                .distinct()
                .toList();
        for (PostgresUrl server : servers) {
            try (Connection owner = connect(server)) {
                ThrowawayDatabases.SANDBOXES.sweep(owner);
            }
        }
    }

    static Connection connect(PostgresUrl url) throws SQLException {
        return DriverManager.getConnection(url.jdbcUrl(), url.jdbcProperties());
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

    private static String random() {
        byte[] random = new byte[6];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
