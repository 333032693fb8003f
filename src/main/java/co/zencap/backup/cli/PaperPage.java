package co.zencap.backup.cli;

import co.zencap.backup.figures.Figures;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;

/** A page that can be read, printed and filed, and needs nothing but itself. What is not marked as HTML is escaped here. */
final class PaperPage {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final String HEAD =
            """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>%s</title>
            <style>
              body { font: 15px/1.5 system-ui, sans-serif; color: #1c2330; max-width: 50rem; margin: 3rem auto; padding: 0 1.5rem }
              h1 { font-size: 1.6rem; margin: 0 } h2 { font-size: 1.05rem; margin: 2rem 0 .4rem }
              .verdict { display: inline-block; padding: .15rem .7rem; border-radius: 1rem; color: #fff; font-weight: 600 }
              .passed { background: #1a7f4b } .failed { background: #b3261e }
              table { border-collapse: collapse; width: 100%% } td, th { text-align: left; padding: .25rem .8rem .25rem 0;
                vertical-align: top; border-bottom: 1px solid #e3e7ee } th { font-weight: 500; color: #5b6678; width: 14rem }
              code { font: 12px/1.4 ui-monospace, monospace; word-break: break-all } li { margin: .2rem 0 }
              footer { margin-top: 2.5rem; color: #5b6678; font-size: 13px } @media print { body { margin: 0 } }
            </style></head><body>
            """;

    private final StringBuilder page = new StringBuilder();

    /**
     * Begins one.
     *
     * @param title of the window
     * @param heading of the page
     * @param sentence HTML: what came of it
     */
    PaperPage(String title, String heading, String verdict, boolean good, String sentence) {
        page.append(String.format(Locale.ROOT, HEAD, escaped(title)));
        page.append("<h1>").append(escaped(heading)).append("</h1>\n<p><span class=\"verdict ");
        page.append(good ? "passed" : "failed")
                .append("\">")
                .append(escaped(verdict))
                .append("</span> ")
                .append(sentence)
                .append("</p>\n");
    }

    void paragraph(String text) {
        page.append("<p>").append(escaped(text)).append("</p>\n");
    }

    void table(String heading, Runnable rows) {
        page.append("<h2>").append(escaped(heading)).append("</h2>\n<table>\n");
        rows.run();
        page.append("</table>\n");
    }

    /** @param value HTML */
    void row(String name, String value) {
        html("<th>" + escaped(name) + "</th><td>" + value + "</td>");
    }

    /** @param cells HTML, with their tags */
    void html(String cells) {
        page.append("<tr>").append(cells).append("</tr>\n");
    }

    /** Objects within objects become rows with their names before one another. */
    void figures(String prefix, JsonNode node) {
        for (Iterator<Map.Entry<String, JsonNode>> fields = node.fields(); fields.hasNext(); ) {
            Map.Entry<String, JsonNode> field = fields.next();
            String name = prefix + field.getKey();
            if (field.getValue().isObject()) {
                figures(name + ": ", field.getValue());
            } else if (field.getValue().isArray()) {
                field.getValue().forEach(each -> figures(name + ": ", each));
            } else {
                row(name, text(field.getValue()));
            }
        }
    }

    /** Nothing where there are none. */
    void list(String heading, JsonNode sentences) {
        if (!sentences.isEmpty()) {
            page.append("<h2>").append(escaped(heading)).append("</h2>\n<ul>\n");
            sentences.forEach(
                    sentence -> page.append("<li>").append(text(sentence)).append("</li>\n"));
            page.append("</ul>\n");
        }
    }

    /** Ends it. */
    String end(String authenticity, JsonNode certificate) {
        page.append("<footer>").append(escaped(authenticity)).append("<br>Issued by ");
        page.append(text(certificate.path("issuedBy"))).append(", certificate <code>");
        page.append(text(certificate.path("id"))).append("</code></footer>\n</body></html>\n");
        return page.toString();
    }

    static String time(JsonNode instant) {
        return TIME.format(Instant.parse(instant.asText()));
    }

    static String millis(JsonNode millis) {
        return Figures.duration(Duration.ofMillis(millis.asLong()));
    }

    static String text(JsonNode node) {
        return escaped(node.isIntegralNumber() ? String.format(Locale.ROOT, "%,d", node.asLong()) : node.asText());
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
