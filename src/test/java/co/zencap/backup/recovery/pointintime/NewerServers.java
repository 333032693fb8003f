package co.zencap.backup.recovery.pointintime;

import co.zencap.backup.postgres.ServerBinaries;
import co.zencap.backup.testing.TestCluster;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Servers that are newer than the one on the class path, with all of their programs: where distributions put them, and in the
 * folders that the property {@code zencap.test.newer} names.
 */
final class NewerServers {
    static final String NONE =
            "There is no PostgreSQL server with its client programs here that is newer than the one of"
                    + " the build: install one, or name its bin folder with -Dzencap.test.newer=FOLDER";

    private static final int NEWEST = 30;

    private NewerServers() {}

    /** One of each major version, the oldest first. */
    static List<ServerBinaries> all() throws IOException {
        var all = new ArrayList<ServerBinaries>();
        for (String folder : System.getProperty("zencap.test.newer", "").split(File.pathSeparator)) {
            if (!folder.isEmpty()) {
                all.add(ServerBinaries.in(Path.of(folder)));
            }
        }
        for (int major = TestCluster.binaries().major() + 1; major <= NEWEST; major++) {
            ServerBinaries.onThisMachine(major).filter(NewerServers::isWhole).ifPresent(all::add);
        }
        return all;
    }

    /** Whether there is one that makes incremental base backups. */
    static boolean makeIncrements() throws IOException {
        return since(17).isPresent();
    }

    /** The oldest that can do what came with a major version. */
    static Optional<ServerBinaries> since(int major) throws IOException {
        for (ServerBinaries each : all()) {
            if (each.major() >= major) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** A distribution's packages may have been installed in part. */
    private static boolean isWhole(ServerBinaries binaries) {
        return Stream.of("initdb", "pg_dump", "psql", "pg_basebackup", "pg_receivewal")
                .allMatch(name -> Files.isExecutable(binaries.bin().resolve(name)));
    }

    /** For a parameterized test: a folder each, or one empty name where there is none. */
    static List<String> folders() throws IOException {
        List<String> folders = all().stream().map(each -> each.bin().toString()).toList();
        return folders.isEmpty() ? Arrays.asList("") : folders;
    }
}
