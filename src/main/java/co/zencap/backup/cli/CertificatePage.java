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

/** A certificate as a page that can be read, printed and filed. It needs nothing but itself. */
final class CertificatePage {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final String HEAD =
            """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>%s</title>
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

    private CertificatePage() {}

    /**
     * The page.
     *
     * @param certificate as {@link co.zencap.backup.certificate.TestCertificate#text} wrote it
     * @param authenticity what the check of its signature has found, a sentence
     */
    static String of(JsonNode certificate, String authenticity) {
        return new CertificatePage().render(certificate, authenticity);
    }

    private String render(JsonNode certificate, String authenticity) {
        String verdict = certificate.path("verdict").asText().equals("passed") ? "passed" : "failed";
        page.append(String.format(Locale.ROOT, HEAD, "Restoration test " + text(certificate.path("id"))));
        page.append("<h1>Certificate of a restoration test</h1>\n<p><span class=\"verdict ")
                .append(verdict);
        page.append("\">")
                .append(verdict)
                .append("</span> ")
                .append(sentence(certificate))
                .append("</p>\n");
        if (certificate.has("problem")) {
            page.append("<p>").append(text(certificate.path("problem"))).append("</p>\n");
        }
        JsonNode test = certificate.path("test");
        table("Test", () -> {
            row("Type", text(test.path("type")));
            if (certificate.has("service")) {
                row("Tested by", escaped(CertificateView.testedBy(certificate.path("service"))));
            }
            row("Begun", time(test.path("startedAt")));
            row("Ended", time(certificate.path("issuedAt")));
            test.path("phasesMillis")
                    .fields()
                    .forEachRemaining(phase -> row("Phase: " + escaped(phase.getKey()), millis(phase.getValue())));
        });
        JsonNode backup = certificate.path("backup");
        if (!backup.isMissingNode()) {
            backup(backup);
        }
        table("Compared", () -> figures("", certificate.path("compared")));
        JsonNode objectives = certificate.path("objectives");
        if (!objectives.isEmpty()) {
            table(
                    "Objectives",
                    () -> objectives.forEach(
                            each -> row(escaped(ObjectiveText.name(each)), escaped(ObjectiveText.sentences(each)))));
        }
        differences(certificate.path("differences"));
        page.append("<footer>").append(escaped(authenticity)).append("<br>Issued by ");
        page.append(text(certificate.path("issuedBy"))).append(", certificate <code>");
        page.append(text(certificate.path("id"))).append("</code></footer>\n</body></html>\n");
        return page.toString();
    }

    private void backup(JsonNode backup) {
        table("Backup", () -> {
            row("Id", text(backup.path("id")));
            row("Target", text(backup.path("target")) + " (" + text(backup.path("kind")) + ")");
            row("Made", time(backup.path("createdAt")));
            JsonNode source = backup.path("source");
            if (!source.isMissingNode()) {
                row("Database", text(source.path("database")) + ", PostgreSQL " + text(source.path("serverVersion")));
                row("State as of", time(source.path("snapshotTime")));
            }
            row("Read from repository", text(backup.path("repository")));
        });
        page.append("<h2>Restored from</h2>\n<table>\n");
        backup.path("restoredFrom")
                .forEach(object -> row(
                        "<code>" + text(object.path("key")) + "</code>",
                        Figures.bytes(object.path("bytes").asLong()) + "<br><code>sha256 " + text(object.path("sha256"))
                                + "</code>"));
        page.append("</table>\n");
    }

    private void differences(JsonNode differences) {
        if (!differences.isEmpty()) {
            page.append("<h2>Differences</h2>\n<ul>\n");
            differences.forEach(
                    sentence -> page.append("<li>").append(text(sentence)).append("</li>\n"));
            page.append("</ul>\n");
        }
    }

    private static String sentence(JsonNode certificate) {
        JsonNode backup = certificate.path("backup");
        if (backup.isMissingNode()) {
            return "No backup could be opened.";
        }
        String what = "Backup <code>" + text(backup.path("id")) + "</code> of " + text(backup.path("target"));
        if (certificate.path("verdict").asText().equals("passed") && countsOnly(certificate)) {
            return what + " was restored, and as many rows came back as were backed up. Only counts were compared, not"
                    + " the rows' content.";
        }
        return certificate.path("verdict").asText().equals("passed")
                ? what + " was restored, and what came back is what was backed up."
                : what + " did not pass.";
    }

    /** Whether the backup's fingerprint had nothing of the rows' content; certificates of before say nothing of it. */
    static boolean countsOnly(JsonNode certificate) {
        JsonNode compared = certificate.path("compared").path("database").path("contentCompared");
        return compared.isBoolean() && !compared.asBoolean();
    }

    /** Objects within objects become rows with their names before one another. */
    private void figures(String prefix, JsonNode node) {
        for (Iterator<Map.Entry<String, JsonNode>> fields = node.fields(); fields.hasNext(); ) {
            Map.Entry<String, JsonNode> field = fields.next();
            String name = prefix + escaped(field.getKey());
            if (field.getValue().isObject()) {
                figures(name + ": ", field.getValue());
            } else if (field.getValue().isArray()) {
                field.getValue().forEach(each -> figures(name + ": ", each));
            } else {
                row(name, text(field.getValue()));
            }
        }
    }

    private void table(String heading, Runnable rows) {
        page.append("<h2>").append(heading).append("</h2>\n<table>\n");
        rows.run();
        page.append("</table>\n");
    }

    private void row(String name, String value) {
        page.append("<tr><th>").append(name).append("</th><td>").append(value).append("</td></tr>\n");
    }

    private static String time(JsonNode instant) {
        return TIME.format(Instant.parse(instant.asText()));
    }

    private static String millis(JsonNode millis) {
        return Figures.duration(Duration.ofMillis(millis.asLong()));
    }

    private static String text(JsonNode node) {
        return escaped(node.isIntegralNumber() ? String.format(Locale.ROOT, "%,d", node.asLong()) : node.asText());
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
