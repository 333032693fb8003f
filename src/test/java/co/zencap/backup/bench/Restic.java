package co.zencap.backup.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The distribution's restic with a repository on this disk, and all else as it comes. */
final class Restic {
    private final Path folder;
    private final Path tree;
    private final Map<String, String> environment;

    Restic(Path folder, Path tree) throws Exception {
        this.folder = Files.createDirectories(folder);
        this.tree = tree;
        environment = Map.of(
                "RESTIC_PASSWORD", "bench",
                "RESTIC_REPOSITORY", repository().toString(),
                "RESTIC_CACHE_DIR", folder.resolve("cache").toString());
    }

    Path repository() {
        return folder.resolve("repository");
    }

    /** A fresh repository, where there is none. */
    void begin() throws Exception {
        Shell.run(folder, environment, "restic -q init");
    }

    /** @return the seconds that it took */
    double backup() throws Exception {
        return timed("restic -q backup '" + tree + "'");
    }

    /** @return the seconds that it took */
    double restore(Path target) throws Exception {
        return timed("restic -q restore latest --target '" + target + "'");
    }

    private double timed(String line) throws Exception {
        long start = System.nanoTime();
        Shell.run(folder, environment, line);
        return (System.nanoTime() - start) / 1e9;
    }
}
