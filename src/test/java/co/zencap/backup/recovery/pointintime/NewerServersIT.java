package co.zencap.backup.recovery.pointintime;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import co.zencap.backup.postgres.ServerBinaries;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The log of servers that are newer than the one of the build, received by programs of their own version. */
class NewerServersIT {
    @TempDir
    Path folder;

    @ParameterizedTest(name = "server in {0}")
    @MethodSource("co.zencap.backup.recovery.pointintime.NewerServers#folders")
    void anInstantComesBackAndTheEnd(String bin) throws Exception {
        assumeFalse(bin.isEmpty(), NewerServers.NONE);
        new OneServer(folder, ServerBinaries.in(Path.of(bin)))
                .anInstantComesBackAndTheEnd(Map.of("BACKUP_PG_BIN", bin));
    }
}
