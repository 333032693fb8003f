package co.zencap.backup.alert.slack;

import java.util.LinkedHashMap;
import java.util.Map;

/** Text from outside, in the forms and lengths that Slack takes. */
final class SlackText {
    /** Of a text in a block. */
    static final int LONGEST = 3000;

    /** Of a text in a header. */
    static final int LONGEST_HEADER = 150;

    private static final String CUT = "…";

    private SlackText() {}

    /** A text in which nothing has a meaning. */
    static Map<String, Object> plain(String text, int longest) {
        var plain = new LinkedHashMap<String, Object>();
        plain.put("type", "plain_text");
        plain.put("text", cut(visible(text), longest));
        plain.put("emoji", false);
        return plain;
    }

    /** A message's own text, in which Slack reads mentions and links: as it is shown where blocks are not. */
    static String escaped(String text) {
        // Cut before, so that no escape is parted; the longest escape has five characters for one.
        return cut(visible(text), LONGEST / 5)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
    }

    /** Without what is not seen, or turns what is seen around; never empty, which Slack refuses. */
    private static String visible(String text) {
        String visible = text.replaceAll("[\\p{Cc}\\p{Cf}&&[^\\n]]", " ").strip();
        return visible.isEmpty() ? "-" : visible;
    }

    private static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = longest - CUT.length();
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + CUT;
    }
}
