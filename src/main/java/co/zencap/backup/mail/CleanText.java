package co.zencap.backup.mail;

import co.zencap.backup.figures.Shortened;

/**
 * Text from anywhere as a part of a message: names of targets and what other programs said may hold line ends, which would
 * begin a header of their own, signs that turn the text around, and HTML.
 */
public final class CleanText {
    private static final String CUT = " ...";

    private CleanText() {}

    /** One line, of so many characters at most. */
    public static String line(String text, int longest) {
        return Shortened.of(
                text.replaceAll("[\\s\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+", " ").strip(), longest, CUT);
    }

    /** The same, with its lines. */
    public static String lines(String text, int longest) {
        return Shortened.of(
                        text.replace("\r\n", "\n").replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\n\t]]", " "),
                        longest,
                        CUT)
                .strip();
    }

    /** As HTML that shows it. */
    public static String html(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;")
                .replace("\n", "<br>");
    }
}
