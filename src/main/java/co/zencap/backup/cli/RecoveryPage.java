package co.zencap.backup.cli;

import static co.zencap.backup.cli.PaperPage.escaped;
import static co.zencap.backup.cli.PaperPage.text;
import static co.zencap.backup.cli.PaperPage.time;

import co.zencap.backup.figures.Figures;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

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
        JsonNode backup = account.path("backup");
        JsonNode files = account.path("files");
        var page = new PaperPage(
                "Recovery of " + what(account, name -> name),
                "Account of a recovery",
                "recovered",
                true,
                sentence(what(account, name -> "<code>" + escaped(name) + "</code>"))
                        + (isPlural(account) ? " were" : " was") + " put back from " + backups(account) + ".");
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
            }
            if (backup.has("serverVersion")) {
                page.row("Made of", "PostgreSQL " + text(backup.path("serverVersion")));
            }
            page.row("Read from repository", text(backup.path("repository")));
        });
        if (!files.isEmpty()) {
            page.table("Files", () -> files.forEach(each -> file(page, each)));
        }
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

    /** What was put back, in the middle of a sentence. */
    private static String what(JsonNode account, UnaryOperator<String> dress) {
        var what = new ArrayList<String>();
        if (account.has("database")) {
            what.add(dress.apply(account.path("database").asText()));
        }
        if (!account.path("files").isEmpty()) {
            what.add("the files of "
                    + account.path("files").findValuesAsText("set").stream()
                            .map(dress)
                            .collect(Collectors.joining(", ")));
        }
        return String.join(" and ", what);
    }

    private static String sentence(String begin) {
        return begin.startsWith("the ") ? "The " + begin.substring(4) : begin;
    }

    private static boolean isPlural(JsonNode account) {
        return !account.path("files").isEmpty();
    }

    /** Each once: file sets may come from one backup, which may be the database's. */
    private static String backups(JsonNode account) {
        var ids = new LinkedHashSet<>(List.of(account.path("backup").path("id").asText()));
        ids.addAll(account.path("files").findValuesAsText("id"));
        return (ids.size() == 1 ? "backup " : "backups ")
                + ids.stream().map(id -> "<code>" + escaped(id) + "</code>").collect(Collectors.joining(", "));
    }

    private static void file(PaperPage page, JsonNode file) {
        page.row(
                file.path("set").asText(),
                "backup <code>" + text(file.path("id")) + "</code> of " + text(file.path("target")) + " in repository "
                        + text(file.path("repository"))
                        + (file.has("snapshotTime") ? ", as of " + time(file.path("snapshotTime")) : ""));
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
