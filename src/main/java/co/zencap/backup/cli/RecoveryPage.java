package co.zencap.backup.cli;

import static co.zencap.backup.cli.PaperPage.escaped;
import static co.zencap.backup.cli.PaperPage.text;
import static co.zencap.backup.cli.PaperPage.time;

import co.zencap.backup.figures.Figures;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;

/** The account of a recovery on paper, for whoever has to explain later what happened. */
final class RecoveryPage {
    private RecoveryPage() {}

    /**
     * The page.
     *
     * @param account as {@link co.zencap.backup.certificate.RecoveryCertificate#text} wrote it
     * @param authenticity what the check of its signature has found, a sentence
     */
    static String of(JsonNode account, String authenticity) {
        String database = account.path("database").asText();
        JsonNode backup = account.path("backup");
        var page = new PaperPage(
                "Recovery of " + database,
                "Account of a recovery",
                "recovered",
                true,
                "<code>" + escaped(database) + "</code> was put back from backup <code>" + text(backup.path("id"))
                        + "</code>.");
        page.table("Recovery", () -> {
            page.row("Id", text(account.path("id")));
            page.row("Type", text(account.path("type")));
            page.row("Recovered by", escaped(CertificateView.testedBy(account.path("service"))));
            page.row("Usable at", time(account.path("issuedAt")));
            if (account.has("keptAs")) {
                page.row("What was there before is kept as", text(account.path("keptAs")));
            }
        });
        page.table("Backup", () -> {
            page.row("Target", text(backup.path("target")));
            if (backup.has("snapshotTime")) {
                page.row("State as of", time(backup.path("snapshotTime")));
                page.row("Made of", "PostgreSQL " + text(backup.path("serverVersion")));
            }
            page.row("Read from repository", text(backup.path("repository")));
        });
        timeline(page, account.path("timeline"));
        page.table("Compared with the backup", () -> page.figures("", account.path("compared")));
        page.table("Objectives", () -> account.path("objectives").forEach(each -> objective(page, each)));
        JsonNode lost = account.path("lost");
        if (!lost.isMissingNode()) {
            page.table("What was lost", () -> {
                page.row("Changes from", time(lost.path("changesFrom")));
                page.row("until", time(lost.path("changesUntil")));
            });
        }
        page.list("To know", account.path("notes"));
        return page.end(authenticity, account);
    }

    /** Each with how long after the first it was. */
    private static void timeline(PaperPage page, JsonNode events) {
        page.table("Timeline", () -> {
            Instant first = Instant.parse(events.path(0).path("at").asText());
            events.forEach(event -> page.row(
                    event.path("step").asText().replace('-', ' '),
                    time(event.path("at")) + ", after "
                            + Figures.duration(Duration.between(
                                    first, Instant.parse(event.path("at").asText())))));
        });
    }

    private static void objective(PaperPage page, JsonNode objective) {
        page.row(
                objective.path("name").asText(),
                escaped(seconds(objective.path("reachedSeconds")) + ", objective "
                        + seconds(objective.path("objectiveSeconds"))
                        + (objective.path("met").asBoolean() ? ": met" : ": MISSED")));
    }

    private static String seconds(JsonNode seconds) {
        return Figures.duration(Duration.ofMillis(Math.round(seconds.asDouble() * 1000)));
    }
}
