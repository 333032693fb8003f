package co.zencap.backup.mail;

import java.util.List;
import java.util.Map;

/**
 * What a message says, written once for both its parts: text, and HTML as mail clients show it, which know tables and inline
 * styles, no scripts and few of the newer styles. Nothing is loaded from anywhere.
 */
public final class Page {
    private static final int LONGEST = 4000;
    private static final String CELL = "padding:4px 12px 4px 0;vertical-align:top;text-align:left;";
    private static final String LINE = "border-bottom:1px solid #d0d7de;";

    private final StringBuilder html = new StringBuilder();
    private final StringBuilder text = new StringBuilder();

    /** How good what it says is. */
    public enum Tone {
        GOOD("#1a7f37"),
        NEUTRAL("#57606a"),
        WARNING("#9a6700"),
        BAD("#b3261e");

        private final String colour;

        Tone(String colour) {
            this.colour = colour;
        }
    }

    public Page(String above, String title, Tone tone) {
        text.append(CleanText.line(above, 200))
                .append('\n')
                .append(CleanText.line(title, LONGEST))
                .append('\n');
        html.append("<tr><td bgcolor=\"")
                .append(tone.colour)
                .append("\" style=\"background:")
                .append(tone.colour)
                .append(";color:#ffffff;padding:14px 20px;\"><div style=\"font-size:13px;\">")
                .append(CleanText.html(CleanText.line(above, 200)))
                .append("</div><div style=\"font-size:19px;font-weight:bold;\">")
                .append(CleanText.html(CleanText.line(title, LONGEST)))
                .append("</div></td></tr><tr><td style=\"padding:6px 20px 20px 20px;\">\n");
    }

    /** Begins a part. */
    public Page section(String title) {
        text.append("\n== ").append(title).append(" ==\n");
        html.append("<h2 style=\"font-size:16px;margin:20px 0 6px 0;\">")
                .append(CleanText.html(title))
                .append("</h2>\n");
        return this;
    }

    public Page paragraph(String words) {
        String clean = CleanText.lines(words, LONGEST);
        text.append('\n').append(clean).append('\n');
        html.append("<p style=\"margin:8px 0;\">").append(CleanText.html(clean)).append("</p>\n");
        return this;
    }

    /** Names and values, one a line; empty values are left out. */
    public Page facts(Map<String, String> facts) {
        text.append('\n');
        html.append(
                "<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" style=\"border-collapse:collapse;\">\n");
        facts.forEach((name, value) -> {
            if (value != null && !value.isBlank()) {
                String clean = CleanText.lines(value, LONGEST);
                text.append(name)
                        .append(": ")
                        .append(clean.replace("\n", "\n    "))
                        .append('\n');
                html.append("<tr><td style=\"")
                        .append(CELL)
                        .append("color:#57606a;white-space:nowrap;\">")
                        .append(CleanText.html(name))
                        .append("</td><td style=\"")
                        .append(CELL)
                        .append("\">")
                        .append(CleanText.html(clean))
                        .append("</td></tr>\n");
            }
        });
        html.append("</table>\n");
        return this;
    }

    /** A table; in the text part each row is a line of names and values. */
    public Page table(List<String> head, List<List<String>> rows) {
        text.append('\n');
        html.append("<table cellpadding=\"0\" cellspacing=\"0\" style=\"border-collapse:collapse;width:100%;\"><tr>");
        head.forEach(name -> html.append("<th scope=\"col\" style=\"")
                .append(CELL)
                .append(LINE)
                .append("\">")
                .append(CleanText.html(name))
                .append("</th>"));
        html.append("</tr>\n");
        for (List<String> row : rows) {
            html.append("<tr>");
            for (int i = 0; i < row.size(); i++) {
                String clean = CleanText.lines(row.get(i), LONGEST);
                html.append("<td style=\"")
                        .append(CELL)
                        .append(LINE)
                        .append("\">")
                        .append(CleanText.html(clean))
                        .append("</td>");
                if (i == 0) {
                    text.append("- ").append(clean.replace('\n', ' '));
                } else if (!clean.isEmpty()) {
                    text.append(i == 1 ? ": " : "; ")
                            .append(head.get(i))
                            .append(' ')
                            .append(clean.replace('\n', ' '));
                }
            }
            html.append("</tr>\n");
            text.append('\n');
        }
        html.append("</table>\n");
        return this;
    }

    /** Bars from the oldest to the newest value; NaN where there is none. */
    public Page chart(String caption, double[] values) {
        if (Bars.hasSome(values)) {
            String clean = CleanText.line(caption, 200);
            text.append("  ")
                    .append(Bars.text(values))
                    .append("  ")
                    .append(clean)
                    .append('\n');
            html.append("<div style=\"font-size:12px;color:#57606a;margin-top:10px;\">")
                    .append(CleanText.html(clean))
                    .append("</div>")
                    .append(Bars.html(values))
                    .append('\n');
        }
        return this;
    }

    public String text() {
        return text.toString();
    }

    public String html() {
        return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width\"></head>\n"
                + "<body style=\"margin:0;background:#f6f8fa;color:#1f2328;font-family:Arial,Helvetica,sans-serif;font-size:14px;"
                + "line-height:1.4;\">\n<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\""
                + " style=\"max-width:760px;margin:0 auto;background:#ffffff;\">\n"
                + html + "</td></tr></table></body></html>\n";
    }
}
