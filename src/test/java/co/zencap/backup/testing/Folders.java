package co.zencap.backup.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What lies in folders, and away with it. */
public final class Folders {
    private Folders() {}

    /** The files below a folder; none when it is not there. */
    public static List<Path> files(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(Files::isRegularFile).toList();
        }
    }

    /** What work has left in a work folder: all but what shows to whom it belongs, and what was configured. */
    public static List<Path> scratch(Path workFolder) throws IOException {
        return files(workFolder).stream()
                .filter(file -> !file.equals(workFolder.resolve("service.lock")))
                .filter(file -> !file.equals(workFolder.resolve("configuration-seen.json")))
                .toList();
    }

    /** Copies a folder and all in it to where nothing is yet. */
    public static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    /** Deletes a folder and all in it; nothing when it is not there. */
    public static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
