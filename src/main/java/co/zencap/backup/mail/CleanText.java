package co.zencap.backup.mail;

/**
 * Text from anywhere as a part of a message: names of targets and what other programs said may hold line ends, which would
 * begin a header of their own, signs that turn the text around, and HTML.
 */
public final class CleanText {
    private static final String CUT = " ...";

    private CleanText() {}

    /** One line, of so many characters at most. */
    public static String line(String text, int longest) {
        return cut(text.replaceAll("[\\s\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+", " ").strip(), longest);
    }

    /** The same, with its lines. */
    public static String lines(String text, int longest) {
        return cut(text.replace("\r\n", "\n").replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\n\t]]", " "), longest)
                .strip();
    }

    private static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = longest - CUT.length();
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + CUT;
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
