package co.zencap.backup.cli;

import co.zencap.backup.figures.Figures;
import co.zencap.backup.terminal.Style;
import co.zencap.backup.terminal.Table;
import co.zencap.backup.terminal.Table.Cell;
import co.zencap.backup.terminal.Terminal;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;

/** A dry run for a person: a table for each target in each repository, and what came of it in one line. */
final class RetentionView {
    private final JsonNode plan;
    private final Instant now;

    RetentionView(JsonNode plan, Instant now) {
        this.plan = plan;
        this.now = now;
    }

    void print(Terminal terminal) {
        boolean first = true;
        for (JsonNode share : plan.path("shares")) {
            if (!first) {
                terminal.out().println();
            }
            first = false;
            printShare(share, terminal);
        }
    }

    private void printShare(JsonNode share, Terminal terminal) {
        String title = share.path("target").asText() + " in "
                + share.path("repository").asText();
        if (share.has("problem")) {
            JsonNode problem = share.path("problem");
            terminal.out()
                    .println(terminal.paint(
                                    Style.BAD,
                                    title + ": " + problem.path("title").asText()) + ": "
                            + problem.path("detail").asText());
            return;
        }
        terminal.out()
                .println(terminal.paint(Style.BOLD, title) + ": "
                        + share.path("policy").asText());
        var table = new Table("ID", "CREATED", ">STORED", "VERDICT", "WHY");
        int kept = 0;
        int deleted = 0;
        long bytes = 0;
        for (JsonNode backup : share.path("backups")) {
            boolean keep = backup.path("keep").asBoolean();
            kept += keep ? 1 : 0;
            deleted += keep ? 0 : 1;
            bytes += keep ? 0 : backup.path("bytes").asLong();
            table.row(
                    backup.path("id").asText(),
                    Figures.relative(Instant.parse(backup.path("createdAt").asText()), now),
                    Figures.bytes(backup.path("bytes").asLong()),
                    keep ? new Cell("keep", Style.GOOD) : new Cell("delete", Style.DOUBTFUL),
                    why(backup));
        }
        share.path("untrusted")
                .properties()
                .forEach(each -> table.row(
                        each.getKey(),
                        null,
                        null,
                        new Cell("left alone", Style.BAD),
                        each.getValue().asText()));
        for (JsonNode orphan : share.path("orphans")) {
            table.row(
                    orphan.path("id").asText(),
                    null,
                    Figures.bytes(orphan.path("bytes").asLong()),
                    new Cell("sweep", Style.DOUBTFUL),
                    Figures.count(orphan.path("objects").asLong(), "object") + " without a manifest");
        }
        table.print(terminal);
        terminal.out()
                .println(Figures.count(kept) + (kept == 1 ? " stays, " : " stay, ") + Figures.count(deleted)
                        + (deleted == 1 ? " goes (" : " go (") + Figures.bytes(bytes) + ")"
                        + (share.path("leftToOthers").asBoolean()
                                ? "; this service deletes nothing there: the installation with BACKUP_S3_ACCESS=clean does"
                                : ""));
        if (share.hasNonNull("stopped")) {
            terminal.out()
                    .println(terminal.paint(Style.BAD, "A cleanup stops here: ")
                            + share.path("stopped").asText() + ". --allow-large-purge allows it.");
        }
    }

    private static String why(JsonNode backup) {
        var reasons = new ArrayList<String>();
        backup.path("reasons").forEach(reason -> reasons.add(reason.asText()));
        var needed = new ArrayList<String>();
        backup.path("packsNeededBy").forEach(id -> needed.add(id.asText()));
        if (!needed.isEmpty()) {
            reasons.add("stays in part; needed by " + String.join(", ", needed));
        }
        return String.join("; ", reasons);
    }
}
