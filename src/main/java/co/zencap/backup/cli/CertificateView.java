package co.zencap.backup.cli;

import co.zencap.backup.figures.Figures;
import co.zencap.backup.terminal.Style;
import co.zencap.backup.terminal.Table;
import co.zencap.backup.terminal.Table.Cell;
import co.zencap.backup.terminal.Terminal;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/** A certificate on a terminal. */
final class CertificateView {
    private final Terminal terminal;

    CertificateView(Terminal terminal) {
        this.terminal = terminal;
    }

    void print(JsonNode certificate) {
        boolean passed = certificate.path("verdict").asText().equals("passed");
        JsonNode test = certificate.path("test");
        JsonNode backup = certificate.path("backup");
        var table = new Table("", "");
        table.row("Verdict", passed ? new Cell("passed", Style.GOOD) : new Cell("FAILED", Style.BAD));
        if (CertificatePage.countsOnly(certificate)) {
            table.row("Proves", "only counts were compared, not the rows' content");
        }
        table.row(
                "Test",
                test.path("type").asText() + ", begun " + test.path("startedAt").asText());
        table.row("Took", Figures.duration(Duration.ofMillis((long)
                (test.path("seconds").asDouble() * 1000))));
        if (certificate.has("service")) {
            table.row("Tested by", testedBy(certificate.path("service")));
        }
        if (!backup.isMissingNode()) {
            table.row(
                    "Backup",
                    backup.path("id").asText() + " of " + backup.path("target").asText() + ", from "
                            + backup.path("repository").asText());
            JsonNode source = backup.path("source");
            table.row(
                    "Source",
                    source.path("database").asText() + ", PostgreSQL "
                            + source.path("serverVersion").asText() + ", as of "
                            + source.path("snapshotTime").asText());
            int objects = backup.path("restoredFrom").size();
            table.row(
                    "Restored from",
                    Figures.count(objects, "object")
                            + (objects == 1 ? ", with its checksum" : ", with their checksums"));
        }
        certificate
                .path("compared")
                .fields()
                .forEachRemaining(step -> table.row("Compared", step.getKey() + ": " + figures(step.getValue())));
        certificate
                .path("objectives")
                .forEach(
                        each -> table.row("Objective", ObjectiveText.name(each) + " " + ObjectiveText.sentences(each)));
        if (certificate.has("problem")) {
            table.row("Problem", certificate.path("problem").asText());
        }
        table.print(terminal);
        certificate.path("differences").forEach(each -> terminal.out()
                .println("  " + Terminal.harmless(each.asText())));
    }

    /** The service, its node and version; not in certificates of before. */
    static String testedBy(JsonNode service) {
        return service.path("name").asText() + " on " + service.path("node").asText() + ", version "
                + service.path("version").asText();
    }

    private static String figures(JsonNode figures) {
        var text = new StringBuilder();
        figures.fields().forEachRemaining(figure -> {
            text.append(text.isEmpty() ? "" : ", ").append(figure.getKey()).append(' ');
            JsonNode value = figure.getValue();
            text.append(
                    value.isContainerNode()
                            ? "(" + figures(value) + ")"
                            : value.isIntegralNumber() ? Figures.count(value.asLong()) : value.asText());
        });
        return text.toString();
    }
}
