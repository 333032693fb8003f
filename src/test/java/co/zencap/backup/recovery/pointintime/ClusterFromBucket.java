package co.zencap.backup.recovery.pointintime;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.cli.AtTheWorstDay;
import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.disk.FileTree;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.ServerBinaries;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A cluster that came back from a bucket, with nothing but that and the key; it runs, and closing stops and deletes it. */
final class ClusterFromBucket implements AutoCloseable {
    private final Path home;
    private final LocalCluster cluster;

    private ClusterFromBucket(Path home, LocalCluster cluster) {
        this.home = home;
        this.cluster = cluster;
    }

    /**
     * @param folder for what the command line needs
     * @param lostHome of the lost server, whose superuser's password is the recovered one's too
     * @param more options of the recovery; without one it goes to the log's end
     */
    static ClusterFromBucket of(S3TestSettings bucket, Path folder, Path lostHome, String... more) throws Exception {
        return of(TestCluster.binaries(), bucket, folder, lostHome, more);
    }

    static ClusterFromBucket of(
            ServerBinaries binaries, S3TestSettings bucket, Path folder, Path lostHome, String... more)
            throws Exception {
        Path home = TestCluster.newHome();
        try {
            AtTheWorstDay day = day(bucket, folder);
            var all = new ArrayList<>(to(binaries, home));
            all.add("--promote");
            all.addAll(List.of(more));
            int status = day.recoverCluster(all.toArray(String[]::new));
            assertThat(status).as(day.err()).isEqualTo(ExitStatus.OK);
            try (var beside = Files.list(home)) {
                assertThat(beside).as("what is left beside it").noneMatch(path -> path.endsWith("data.chain"));
            }
            return new ClusterFromBucket(home, Machine.startRecovered(binaries, home, lostHome));
        } catch (Exception | AssertionError e) {
            FileTree.delete(home);
            throw e;
        }
    }

    /** A command line that has the bucket and the key of a {@link TestService}. */
    static AtTheWorstDay day(S3TestSettings bucket, Path folder) throws Exception {
        return new AtTheWorstDay(Files.createTempDirectory(folder, "day"), bucket, TestService.KEY);
    }

    /** The options for where it goes. */
    static List<String> to(ServerBinaries binaries, Path home) {
        return List.of(
                "--cluster-to",
                home.resolve("data").toString(),
                "--server-bin",
                binaries.bin().toString());
    }

    PostgresUrl url(String database) {
        return cluster.url(database);
    }

    List<String> query(String database, String sql) {
        return Databases.query(url(database), sql);
    }

    @Override
    public void close() throws Exception {
        cluster.stop();
        FileTree.delete(home);
    }
}
