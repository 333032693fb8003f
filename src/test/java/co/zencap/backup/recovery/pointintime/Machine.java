package co.zencap.backup.recovery.pointintime;

import co.zencap.backup.disk.FileTree;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.LocalCluster.Profile;
import co.zencap.backup.postgres.ServerBinaries;
import co.zencap.backup.testing.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Servers of these tests: the one that is lost, and those that are recovered. */
final class Machine {
    private static final Map<String, String> SETTINGS =
            Map.of("wal_level", "replica", "max_wal_senders", "8", "fsync", "off", "autovacuum", "on");

    private Machine() {}

    static LocalCluster start(Path home) throws IOException {
        return start(home, Map.of());
    }

    static LocalCluster start(Path home, Map<String, String> more) throws IOException {
        return start(TestCluster.binaries(), home, more);
    }

    static LocalCluster start(ServerBinaries binaries, Path home, Map<String, String> more) throws IOException {
        var settings = new HashMap<>(SETTINGS);
        settings.putAll(more);
        return LocalCluster.start(new LocalCluster.Settings(binaries, home, 0, Profile.DURABLE, settings));
    }

    /** A server on a recovered folder {@code home/data}: its superuser still has the password of before. */
    static LocalCluster startRecovered(Path home, Path lostHome) throws IOException {
        return startRecovered(TestCluster.binaries(), home, lostHome);
    }

    static LocalCluster startRecovered(ServerBinaries binaries, Path home, Path lostHome) throws IOException {
        Files.copy(lostHome.resolve("password"), home.resolve("password"));
        return start(binaries, home, Map.of());
    }

    /** As a power cut does, and then the disk is gone. */
    static void destroy(LocalCluster cluster) throws IOException {
        ProcessHandle postmaster = ProcessHandle.of(cluster.pid()).orElseThrow();
        var all = postmaster.descendants().toList();
        postmaster.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> !cluster.isRunning());
        FileTree.delete(cluster.home().resolve("data"));
    }
}
