package co.zencap.backup.cli;

import static co.zencap.backup.cli.PaperPage.escaped;
import static co.zencap.backup.cli.PaperPage.text;
import static co.zencap.backup.cli.PaperPage.time;

import co.zencap.backup.figures.Figures;
import com.fasterxml.jackson.databind.JsonNode;

/** The certificate of a restoration test on paper. */
final class CertificatePage {
    private CertificatePage() {}

    /**
     * The page.
     *
     * @param certificate as {@link co.zencap.backup.certificate.TestCertificate#text} wrote it
     * @param authenticity what the check of its signature has found, a sentence
     */
    static String of(JsonNode certificate, String authenticity) {
        boolean passed = certificate.path("verdict").asText().equals("passed");
        var page = new PaperPage(
                "Restoration test " + certificate.path("id").asText(),
                "Certificate of a restoration test",
                passed ? "passed" : "failed",
                passed,
                sentence(certificate));
        if (certificate.has("problem")) {
            page.paragraph(certificate.path("problem").asText());
        }
        JsonNode test = certificate.path("test");
        page.table("Test", () -> {
            page.row("Type", text(test.path("type")));
            if (certificate.has("service")) {
                page.row("Tested by", escaped(CertificateView.testedBy(certificate.path("service"))));
            }
            page.row("Begun", time(test.path("startedAt")));
            page.row("Ended", time(certificate.path("issuedAt")));
            test.path("phasesMillis")
                    .fields()
                    .forEachRemaining(
                            phase -> page.row("Phase: " + phase.getKey(), PaperPage.millis(phase.getValue())));
        });
        JsonNode backup = certificate.path("backup");
        if (!backup.isMissingNode()) {
            backup(page, backup);
        }
        page.table("Compared", () -> page.figures("", certificate.path("compared")));
        JsonNode objectives = certificate.path("objectives");
        if (!objectives.isEmpty()) {
            page.table(
                    "Objectives",
                    () -> objectives.forEach(
                            each -> page.row(ObjectiveText.name(each), escaped(ObjectiveText.sentences(each)))));
        }
        page.list("Differences", certificate.path("differences"));
        return page.end(authenticity, certificate);
    }

    private static void backup(PaperPage page, JsonNode backup) {
        page.table("Backup", () -> {
            page.row("Id", text(backup.path("id")));
            page.row("Target", text(backup.path("target")) + " (" + text(backup.path("kind")) + ")");
            page.row("Made", time(backup.path("createdAt")));
            JsonNode source = backup.path("source");
            if (!source.isMissingNode()) {
                page.row(
                        "Database",
                        text(source.path("database")) + ", PostgreSQL " + text(source.path("serverVersion")));
                page.row("State as of", time(source.path("snapshotTime")));
            }
            page.row("Read from repository", text(backup.path("repository")));
        });
        page.table("Restored from", () -> backup.path("restoredFrom")
                .forEach(object -> page.html("<th><code>" + text(object.path("key")) + "</code></th><td>"
                        + Figures.bytes(object.path("bytes").asLong()) + "<br><code>sha256 "
                        + text(object.path("sha256")) + "</code></td>")));
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
        JsonNode log = certificate.path("compared").path("log");
        if (certificate.path("verdict").asText().equals("passed") && !log.isMissingNode()) {
            return what + " was recovered as a cluster, with the log that follows it up to <code>"
                    + text(log.path("replayedTo"))
                    + "</code>, and every row of every table could be read. With the rows of the source they were not"
                    + " compared.";
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
}
