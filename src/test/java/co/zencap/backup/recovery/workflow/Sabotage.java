package co.zencap.backup.recovery.workflow;

import co.zencap.backup.disk.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A step for routes: what was restored of files vanishes. */
public final class Sabotage {
    private static Path folder;

    private Sabotage() {}

    /** Where live folders are. */
    static void in(Path liveFolders) {
        folder = liveFolders;
    }

    /** The route's step. */
    public static void now() throws IOException {
        for (Path site : sites(folder)) {
            FileTree.delete(site.resolve("restored"));
        }
    }

    /** A step for routes that fails, and keeps files from being put back. */
    public static void block() throws IOException {
        for (Path site : sites(folder)) {
            Path restored = site.resolve("restored");
            Files.move(restored, restored.resolveSibling("out of the way"));
            Files.createFile(restored);
        }
        throw new IOException("injected failure");
    }

    /** Takes away what {@link #block} has put in the way. */
    static void unblock() throws IOException {
        for (Path site : sites(folder)) {
            Files.delete(site.resolve("restored"));
        }
    }

    /** What recoveries keep in a folder. */
    static List<Path> sites(Path parent) throws IOException {
        try (Stream<Path> all = Files.list(parent)) {
            return all.filter(path -> path.getFileName().toString().startsWith(".zencap-recovery-"))
                    .sorted()
                    .toList();
        }
    }
}
