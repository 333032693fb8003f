package co.zencap.backup.alert.slack;

import co.zencap.backup.figures.Shortened;
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
        plain.put("text", Shortened.of(visible(text), longest, CUT));
        plain.put("emoji", false);
        return plain;
    }

    /** A message's own text, in which Slack reads mentions and links: as it is shown where blocks are not. */
    static String escaped(String text) {
        // Cut before, so that no escape is parted; the longest escape has five characters for one.
        return Shortened.of(visible(text), LONGEST / 5, CUT)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
    }

    /** Without what is not seen, or turns what is seen around; never empty, which Slack refuses. */
    private static String visible(String text) {
        String visible = text.replaceAll("[\\p{Cc}\\p{Cf}&&[^\\n]]", " ").strip();
        return visible.isEmpty() ? "-" : visible;
    }
}
