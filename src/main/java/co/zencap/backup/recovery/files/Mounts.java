package co.zencap.backup.recovery.files;

import co.zencap.backup.files.FileName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where file systems are mounted: such a folder can't be renamed, also where both sides are the same file system. */
final class Mounts {
    private static final Path LIST = Path.of("/proc/self/mountinfo");
    private static final int POINT = 4;
    private static final Pattern ESCAPED = Pattern.compile("\\\\([0-7]{3})");

    private final Set<Path> points;

    private Mounts(Set<Path> points) {
        this.points = points;
    }

    static Mounts now() throws IOException {
        return of(Files.readAllLines(LIST, StandardCharsets.ISO_8859_1));
    }

    /** @param lines as {@code /proc/self/mountinfo} has them; blanks in names are octal there */
    static Mounts of(List<String> lines) {
        var points = new HashSet<Path>();
        for (String line : lines) {
            String[] fields = line.split(" ");
            if (fields.length > POINT) {
                String point = ESCAPED.matcher(fields[POINT])
                        .replaceAll(escape ->
                                Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(escape.group(1), 8))));
                points.add(FileName.of(point.getBytes(StandardCharsets.ISO_8859_1))
                        .relative()
                        .inRoot());
            }
        }
        return new Mounts(points);
    }

    boolean isPoint(Path folder) {
        return points.contains(folder);
    }

    /** Those in a folder. */
    List<Path> below(Path folder) {
        var below = new ArrayList<Path>();
        for (Path point : points) {
            if (point.startsWith(folder) && !point.equals(folder)) {
                below.add(point);
            }
        }
        return below;
    }
}
