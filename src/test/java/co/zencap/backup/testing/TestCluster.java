package co.zencap.backup.testing;

import co.zencap.backup.postgres.EmbeddedBinaries;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.LocalCluster.Profile;
import co.zencap.backup.postgres.LocalCluster.Settings;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.ServerBinaries;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Real PostgreSQL servers for all tests of a JVM: started by the first that asks, gone with the JVM. */
public final class TestCluster {

    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static LocalCluster production;
    private static LocalCluster sandbox;

    private TestCluster() {}

    /** The running server that holds what is backed up. */
    public static synchronized LocalCluster get() {
        if (production == null) {
            production = start();
        }
        return production;
    }

    /** Another one, that restoration tests may use. */
    public static synchronized LocalCluster sandbox() {
        if (sandbox == null) {
            sandbox = start();
        }
        return sandbox;
    }

    private static LocalCluster start() {
        try {
            LocalCluster cluster =
                    LocalCluster.start(new Settings(binaries(), newHome(), 0, Profile.THROWAWAY, Map.of()));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(cluster), "test-cluster-end"));
            return cluster;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The server's programs: those of the folder that the property {@code zencap.test.server} names, if it is set. */
    public static ServerBinaries binaries() throws IOException {
        String other = System.getProperty("zencap.test.server", "");
        return other.isEmpty() ? EmbeddedBinaries.unpack(cache()) : ServerBinaries.in(Path.of(other));
    }

    /** A fresh, empty database, and how to reach it as the superuser. */
    public static PostgresUrl createDatabase() {
        return createDatabase("test_" + DATABASES.incrementAndGet());
    }

    /** The same with a name of one's own, taken literally. */
    public static PostgresUrl createDatabase(String name) {
        try {
            return get().createDatabase(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs SQL commands, separated by semicolons, in a database. */
    public static void execute(PostgresUrl url, String commands) {
        try (Connection connection = connect(url);
                Statement sql = connection.createStatement()) {
            sql.execute(commands);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Connection connect(PostgresUrl url) throws SQLException {
        return DriverManager.getConnection(url.jdbcUrl(), url.jdbcProperties());
    }

    /** A folder that everybody may enter: as root, the server runs as another user. */
    public static Path newHome() throws IOException {
        Path home = Files.createTempDirectory("zencap-test-cluster-");
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        return home;
    }

    /** Where the server's programs are unpacked, once for each user and machine. */
    public static Path cache() {
        return Path.of(System.getProperty("java.io.tmpdir"), "zencap-test-postgres-" + System.getProperty("user.name"));
    }

    private static void delete(LocalCluster cluster) {
        try {
            cluster.delete();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
