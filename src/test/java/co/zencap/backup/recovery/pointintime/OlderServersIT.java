package co.zencap.backup.recovery.pointintime;

import co.zencap.backup.postgres.EmbeddedBinaries;
import co.zencap.backup.testing.TestCluster;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The log of servers that are older than the programs that receive it. */
class OlderServersIT {
    /** Of each version but the one on the class path; the build puts them there. */
    private static final Path SERVERS = Path.of("target/other-postgres");

    @TempDir
    Path folder;

    @ParameterizedTest(name = "version {0}")
    @ValueSource(ints = {13, 14})
    void anInstantComesBackAndTheEnd(int major) throws Exception {
        var binaries = EmbeddedBinaries.unpack(SERVERS.resolve(major + ".jar"), TestCluster.cache());
        new OneServer(folder, binaries).anInstantComesBackAndTheEnd(Map.of());
    }
}
