package co.zencap.backup.postgres.archive;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One thing in which a database is not what it should be.
 *
 * @param kind what sort of thing
 * @param subject the table, or {@code large objects}
 * @param sentence for people, whole, with names and numbers
 */
public record Difference(Kind kind, String subject, String sentence) {

    public enum Kind {
        MISSING,
        UNEXPECTED,
        COLUMNS,
        ROWS,
        CONTENT,
        NOT_COMPARABLE
    }

    @Override
    public String toString() {
        return sentence;
    }

    /** Some differences as one text; the first ten, and how many more there are. */
    public static String sentences(List<Difference> differences) {
        int shown = Math.min(10, differences.size());
        String text =
                differences.subList(0, shown).stream().map(Difference::sentence).collect(Collectors.joining(" "));
        return shown == differences.size() ? text : text + " And " + (differences.size() - shown) + " more.";
    }
}
