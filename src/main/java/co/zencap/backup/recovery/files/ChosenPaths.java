package co.zencap.backup.recovery.files;

import co.zencap.backup.files.FileName;
import co.zencap.backup.files.FileSet;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Paths that somebody wants back, checked: what others send must lead nowhere but into the file sets. */
public final class ChosenPaths {
    private static final int MOST = 1000;
    private static final int LONGEST = 4096;

    private ChosenPaths() {}

    /**
     * Reads them.
     *
     * @return those that lie in no other one
     * @throws IllegalArgumentException naming the one that will not do
     */
    public static List<Path> of(List<String> texts, List<FileSet> sets) {
        if (texts.size() > MOST) {
            throw new IllegalArgumentException(
                    "There are " + texts.size() + " paths. HINT: choose at most " + MOST + ", or folders above them.");
        }
        List<Path> all = texts.stream().map(text -> path(text, sets)).distinct().toList();
        var outermost = new ArrayList<Path>();
        for (Path path : all) {
            if (all.stream().noneMatch(other -> !other.equals(path) && path.startsWith(other))) {
                outermost.add(path);
            }
        }
        return List.copyOf(outermost);
    }

    private static Path path(String text, List<FileSet> sets) {
        String trimmed = text.length() > 1 && text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        if (trimmed.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            throw new IllegalArgumentException(
                    "A path is longer than " + LONGEST + " bytes. HINT: choose a folder above.");
        }
        if (!trimmed.startsWith("/")) {
            throw refused(text, "does not begin at the root folder");
        }
        for (String name : trimmed.substring(1).split("/", -1)) {
            if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('\0') >= 0) {
                throw refused(text, "has a part that names no file");
            }
        }
        Path path = FileName.of(trimmed).relative().inRoot();
        if (sets.stream().noneMatch(set -> isIn(path, set))) {
            throw refused(text, "lies in no file set");
        }
        return path;
    }

    /** Whether a path is of a set. */
    public static boolean isIn(Path path, FileSet set) {
        return set.roots().stream().anyMatch(path::startsWith);
    }

    private static IllegalArgumentException refused(String text, String why) {
        String shown = text.codePoints()
                .limit(200)
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return new IllegalArgumentException("The path '" + shown + "' " + why
                + ". HINT: write it whole, as it is on the service's machine, without '.' and '..', below a folder of"
                + " a file set.");
    }
}
