package co.zencap.backup.chaos.sabotage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All files of a folder by their names. */
record FolderBytes(SortedMap<String, byte[]> files) {

    static FolderBytes of(Path folder) throws IOException {
        var files = new TreeMap<String, byte[]>();
        for (Path file : list(folder)) {
            files.put(file.getFileName().toString(), Files.readAllBytes(file));
        }
        return new FolderBytes(files);
    }

    /** The first name that matches. */
    String first(String pattern) {
        return files.keySet().stream()
                .filter(name -> name.matches(pattern))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Nothing of " + files.keySet() + " is " + pattern));
    }

    byte[] bytes(String name) {
        return files.get(name);
    }

    /** Makes a folder hold these and nothing else. */
    void into(Path folder) throws IOException {
        for (Path file : list(folder)) {
            if (!files.containsKey(file.getFileName().toString())) {
                Files.delete(file);
            }
        }
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(folder.resolve(file.getKey()), file.getValue());
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
