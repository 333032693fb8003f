package co.zencap.backup.figures;

/** Words that are not ours, such as names that somebody gave, without what a terminal or a page would obey. */
public final class Harmless {
    private static final String OBEYED = "\\p{Cc}\\p{Cf}\\p{Cs}\\u2028\\u2029";

    private Harmless() {}

    /** On one line; what would be obeyed becomes a question mark. */
    public static String line(String text) {
        // A lone half of a pair of UTF-16 is no character; those of a pair are one, and stay.
        return text.replaceAll("[" + OBEYED + "]", "?");
    }

    /** The same, with its lines. */
    public static String lines(String text) {
        return text.replaceAll("[" + OBEYED + "&&[^\n]]", "?");
    }
}
