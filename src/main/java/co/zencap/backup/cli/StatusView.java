package co.zencap.backup.cli;

import co.zencap.backup.client.ApiAddress;
import co.zencap.backup.figures.Figures;
import co.zencap.backup.terminal.Style;
import co.zencap.backup.terminal.Table;
import co.zencap.backup.terminal.Table.Cell;
import co.zencap.backup.terminal.Terminal;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;

/** The status document as a person reads it. */
final class StatusView {
    private final JsonNode status;
    private final Instant now;

    StatusView(JsonNode status, Instant now) {
        this.status = status;
        this.now = now;
    }

    void print(ApiAddress address, Terminal terminal) {
        String health = status.path("status").asText("unknown");
        var table = new Table("", "");
        table.row(
                "Service",
                "ZenCap Backup " + status.path("version").asText("?") + " at " + address + ", started "
                        + relative(status.path("startedAt")));
        table.row("Health", new Cell(health, style(health)));
        for (JsonNode target : status.path("targets")) {
            table.row(
                    "Target",
                    target.path("id").asText()
                            + (target.path("database").isTextual()
                                    ? ", " + target.path("database").asText()
                                    : "")
                            + schedule(target));
            table.row("Last backup", lastBackup(target.path("lastBackup")));
        }
        JsonNode window = status.path("pointInTime");
        if (window.isObject()) {
            table.row("Point in time", window(window));
            for (JsonNode each : window.path("repositories")) {
                if (each.path("problem").isTextual()) {
                    table.row("Log in " + each.path("repository").asText(), new Cell(behind(each), Style.BAD));
                }
            }
        }
        for (JsonNode schedule : status.path("schedules")) {
            if (schedule.path("nextRun").isTextual()) {
                table.row("Schedule", timing(schedule));
            }
        }
        boolean encrypted = status.path("encryption").path("enabled").asBoolean();
        table.row(
                "Encryption",
                encrypted
                        ? Cell.of("on, key "
                                + status.path("encryption").path("keyId").asText())
                        : new Cell("OFF", Style.BAD));
        for (JsonNode repository : status.path("repositories")) {
            table.row("Repository", place(repository.path("id").asText() + ", ", repository));
        }
        int waiting = status.path("catalog").path("waitingBackups").asInt();
        table.row("Catalog", place("", status.path("catalog")));
        if (waiting > 0) {
            table.row("", Figures.count(waiting, "backup") + " not listed yet: made while the catalog was away");
        }
        table.row("Running", running(status.path("operations").path("running")));
        JsonNode open = status.path("alerts").path("open");
        table.row(
                "Open alerts",
                open.isNumber()
                        ? new Cell(open.asText(), open.asLong() == 0 ? Style.PLAIN : Style.BAD)
                        : Cell.of("unknown"));
        table.print(terminal);
        for (JsonNode warning : status.path("warnings")) {
            terminal.out().println(terminal.paint(Style.DOUBTFUL, "WARNING: ") + warning.asText());
        }
    }

    private Cell window(JsonNode window) {
        if (!window.path("newest").isTextual()) {
            return new Cell(window.path("detail").asText(), Style.BAD);
        }
        return Cell.of("from " + window.path("oldest").asText() + " to "
                + window.path("newest").asText() + ", " + relative(window.path("newest")));
    }

    private String behind(JsonNode log) {
        String reached = log.path("newest").isTextual()
                ? "up to " + log.path("newest").asText() + ", " + relative(log.path("newest"))
                : "how far it is, is not known yet";
        JsonNode waiting = log.path("backlogBytes");
        // Why it is not known is what the work disk's problem tells.
        return reached + "; "
                + (waiting.isNumber()
                        ? Figures.bytes(waiting.asLong()) + " wait here"
                        : log.path("problem").asText());
    }

    private static Style style(String health) {
        return switch (health) {
            case "healthy" -> Style.GOOD;
            case "degraded" -> Style.DOUBTFUL;
            default -> Style.BAD;
        };
    }

    private static Cell place(String name, JsonNode place) {
        JsonNode lock = place.path("objectLock");
        JsonNode access = place.path("access");
        String text = name
                + place.path("location").asText()
                + (access.isTextual() ? ", access " + access.asText() : "")
                + (lock.isTextual() ? ", Object Lock " + lock.asText() : "");
        return place.path("reachable").asBoolean()
                ? Cell.of(text)
                : new Cell(text + " (AWAY: " + place.path("detail").asText("no reason given") + ")", Style.BAD);
    }

    private String lastBackup(JsonNode backup) {
        if (!backup.isObject()) {
            return "none yet";
        }
        return backup.path("id").asText() + ", " + relative(backup.path("createdAt")) + ", "
                + Figures.bytes(backup.path("storedBytes").asLong()) + ", "
                + (backup.path("verified").asBoolean() ? "verified" : "not verified") + ", "
                + (backup.path("tested").asBoolean() ? "tested" : "not tested")
                + (backup.hasNonNull("safetyOf")
                        ? ", the safety backup of recovery "
                                + backup.path("safetyOf").asText()
                        : "");
    }

    private static String running(JsonNode operations) {
        var running = new ArrayList<String>();
        for (JsonNode operation : operations) {
            JsonNode percent = operation.path("progress").path("percent");
            running.add(operation.path("kind").asText() + ": "
                    + operation.path("phase").asText() + (percent.isNumber() ? " " + percent.asText() + " %" : ""));
        }
        return running.isEmpty() ? "nothing" : String.join("; ", running);
    }

    private String timing(JsonNode schedule) {
        String timing = schedule.path("timing").asText();
        return schedule.path("name").asText() + ", " + timing
                + (schedule.path("changed").asBoolean() ? " (changed while it ran)" : "")
                + (timing.startsWith("every ")
                        ? ""
                        : " (" + schedule.path("timeZone").asText() + ")")
                + (schedule.path("lastRun").isTextual() ? ", last " + relative(schedule.path("lastRun")) : "")
                + ", next " + relative(schedule.path("nextRun"));
    }

    private String schedule(JsonNode target) {
        JsonNode next = target.path("nextRun");
        return ", " + target.path("schedule").asText("off") + (next.isTextual() ? ", next " + relative(next) : "");
    }

    private String relative(JsonNode time) {
        try {
            return Figures.relative(Instant.parse(time.asText()), now);
        } catch (DateTimeException e) {
            return "at an unknown time";
        }
    }
}
