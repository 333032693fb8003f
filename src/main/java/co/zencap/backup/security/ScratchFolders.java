package co.zencap.backup.security;

import co.zencap.backup.postgres.BaseBackupPipes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What work keeps on this machine while it lasts, plaintext and passwords among it; by how the names begin. */
public final class ScratchFolders {
    /** The home of a throwaway cluster, which is its own user's. */
    private static final String SANDBOX = "sandbox-";

    private static final List<String> NAMES = List.of(
            "restoration-test-",
            "table-restoration-",
            "recovery-",
            SANDBOX,
            "pgpass-",
            "base-list-",
            BaseBackupPipes.PREFIX);

    private ScratchFolders() {}

    /** Where {@code ./zencap recover} works: not where a service that is started meanwhile tidies up. */
    public static Path ofRecover(Path workDir) {
        return workDir.resolve("recover");
    }

    /** All that is in a folder, in the order of their names; nothing when it is not there. */
    public static List<Path> in(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(ScratchFolders::isOne).sorted().toList();
        }
    }

    private static boolean isOne(Path entry) {
        return NAMES.stream().anyMatch(entry.getFileName().toString()::startsWith);
    }

    /** Whether nobody but its owner may read one. */
    static boolean isPrivate(Path entry) {
        return !entry.getFileName().toString().startsWith(SANDBOX);
    }
}
