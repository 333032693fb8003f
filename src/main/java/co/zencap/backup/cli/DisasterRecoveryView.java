package co.zencap.backup.cli;

import co.zencap.backup.figures.Figures;
import co.zencap.backup.terminal.Style;
import co.zencap.backup.terminal.Table;
import co.zencap.backup.terminal.Table.Cell;
import co.zencap.backup.terminal.Terminal;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;

/** Shows plans of recoveries, and recoveries, to a person. */
final class DisasterRecoveryView {
    private final Terminal terminal;
    private final Clock clock;

    DisasterRecoveryView(Terminal terminal, Clock clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    void plan(JsonNode plan) {
        var table = new Table("", "");
        if (plan.hasNonNull("database")) {
            table.row("Database", plan.path("database").asText());
            JsonNode log = plan.path("log");
            if (log.isObject()) {
                Instant shows = Instant.parse(log.path("shows").asText());
                table.row(
                        "As of",
                        shows + " (" + Figures.relative(shows, clock.instant())
                                + "), by the write-ahead log from base backup "
                                + log.path("baseBackup").asText() + " on, in "
                                + log.path("repository").asText());
            }
            table.row(log.isObject() ? "Newest dump of then" : "Backup", backup(plan.path("backup")));
        }
        for (JsonNode each : plan.path("files")) {
            table.row(
                    "Files of " + each.path("set").asText(),
                    Figures.count(each.path("files").asLong(), "file") + ", "
                            + Figures.bytes(each.path("bytes").asLong()) + ", of backup "
                            + backup(each.path("backup")));
        }
        for (JsonNode path : plan.path("paths")) {
            table.row("Only", path.asText());
        }
        table.row("Replaces", plan.path("replaces").asText())
                .row("Lost", against(plan.path("loss"), "changes of "))
                .row("Takes", against(plan.path("time"), "about "))
                .print(terminal);
        Table checks = new Table("", "", "");
        for (JsonNode check : plan.path("checks")) {
            checks.row(
                    outcome(check.path("outcome").asText()), check.path("about").asText(), said(check));
        }
        checks.print(terminal);
        plan.path("notes").forEach(note -> terminal.out().println(Terminal.harmless(note.asText())));
        terminal.out()
                .println(
                        plan.path("blocked").asBoolean()
                                ? terminal.paint(Style.BAD, "This recovery can't begin.")
                                : "Nothing was changed. --confirm "
                                        + Terminal.harmless(plan.path("confirm")
                                                .asText(plan.path("database").asText())) + " does it.");
    }

    private String backup(JsonNode backup) {
        Instant takenAt = Instant.parse(backup.path("takenAt").asText());
        return backup.path("id").asText() + " of " + takenAt + " (" + Figures.relative(takenAt, clock.instant()) + "), "
                + Figures.bytes(backup.path("storedBytes").asLong()) + " from "
                + backup.path("repository").asText()
                + (backup.hasNonNull("safetyOf")
                        ? ", the safety backup of recovery "
                                + backup.path("safetyOf").asText()
                        : "");
    }

    void list(JsonNode recoveries) {
        if (recoveries.isEmpty()) {
            terminal.out().println("There was no recovery yet.");
            return;
        }
        var table = new Table("ID", "OF", "BACKUP", "STARTED", "STATE", "STEP");
        for (JsonNode each : recoveries) {
            JsonNode steps = each.path("steps");
            table.row(
                    each.path("id").asText(),
                    of(each),
                    each.path("backup").path("id").asText(),
                    each.path("startedAt").asText(),
                    each.path("state").asText(),
                    steps.path(steps.size() - 1).path("step").asText());
        }
        table.print(terminal);
    }

    /** The database, and the file sets. */
    private static String of(JsonNode recovery) {
        var names = new ArrayList<String>();
        if (recovery.hasNonNull("database")) {
            names.add(recovery.path("database").asText());
        }
        recovery.path("files")
                .path("sets")
                .forEach(each -> names.add(each.path("set").asText()));
        return String.join(", ", names);
    }

    /** What came of a recovery. */
    void account(JsonNode account) {
        JsonNode backup = account.path("backup");
        JsonNode lost = account.path("lost");
        var table = new Table("", "")
                .row("Recovery", account.path("id").asText())
                .row(
                        "Backup",
                        backup.path("id").asText() + " from "
                                + backup.path("repository").asText())
                .row(
                        "Lost",
                        "changes from " + lost.path("changesFrom").asText() + " until "
                                + lost.path("changesUntil").asText())
                .row("Usable", account.path("issuedAt").asText());
        if (account.has("database")) {
            table.row("Database", account.path("database").asText());
        }
        for (JsonNode each : account.path("files")) {
            table.row(
                    "Files of " + each.path("set").asText(),
                    "backup " + each.path("id").asText());
        }
        if (account.has("keptAs")) {
            table.row("Kept as", account.path("keptAs").asText());
        }
        for (JsonNode each : account.path("objectives")) {
            boolean met = each.path("met").asBoolean();
            table.row(
                    each.path("name").asText(),
                    new Cell(
                            seconds(each.path("reachedSeconds")) + " of " + seconds(each.path("objectiveSeconds"))
                                    + (met ? "" : ", missed"),
                            met ? Style.GOOD : Style.BAD));
        }
        table.print(terminal);
    }

    private static String seconds(JsonNode figure) {
        return Figures.duration(Duration.ofMillis(Math.round(figure.asDouble() * 1e3)));
    }

    private static String said(JsonNode check) {
        String hint = check.path("hint").asText();
        return check.path("detail").asText() + (hint.isEmpty() ? "" : " " + hint);
    }

    private static Cell outcome(String word) {
        return switch (word) {
            case "ok" -> new Cell(word, Style.GOOD);
            case "blocking" -> new Cell(word, Style.BAD);
            default -> Cell.of(word);
        };
    }

    private static Cell against(JsonNode figure, String before) {
        if (!figure.hasNonNull("seconds")) {
            return Cell.of("nobody knows how long: " + figure.path("by").asText());
        }
        boolean within = figure.path("withinObjective").asBoolean();
        return new Cell(
                before
                        + Figures.duration(
                                Duration.ofSeconds(figure.path("seconds").asLong())) + " (objective "
                        + Figures.duration(Duration.ofSeconds(
                                figure.path("objectiveSeconds").asLong()))
                        + (within ? ")" : ", missed)"),
                within ? Style.PLAIN : Style.BAD);
    }
}
