package co.zencap.backup.testing;

import co.zencap.backup.postgres.EmbeddedBinaries;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.LocalCluster.Profile;
import co.zencap.backup.postgres.LocalCluster.Settings;
import co.zencap.backup.postgres.PostgresUrl;
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

/** One real PostgreSQL server for all tests of a JVM: started by the first that asks, gone with the JVM. */
public final class TestCluster {

    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static LocalCluster cluster;

    private TestCluster() {}

    /** The running server. */
    public static synchronized LocalCluster get() {
        if (cluster == null) {
            try {
                Path home = newHome();
                cluster = LocalCluster.start(
                        new Settings(EmbeddedBinaries.unpack(cache()), home, 0, Profile.THROWAWAY, Map.of()));
                Runtime.getRuntime().addShutdownHook(new Thread(TestCluster::delete, "test-cluster-end"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return cluster;
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

    private static synchronized void delete() {
        try {
            cluster.delete();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
