package co.zencap.backup.cli;

import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.figures.Figures;
import co.zencap.backup.terminal.Style;
import co.zencap.backup.terminal.Table;
import co.zencap.backup.terminal.Table.Cell;
import co.zencap.backup.terminal.Terminal;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows one alert, what has become of it, and who was told. */
@Command(
        name = "show",
        description = {
            "Shows one alert.",
            "What is wrong, what to do, what has become of it, and who was told through which channel."
        })
final class ShowAlertCommand extends SurroundedCommand {
    @Parameters(paramLabel = "ID", description = "The alert, as ./zencap alerts shows it, or the beginning of its id.")
    private String id;

    @Option(names = "--json", description = "Print what the API gives.")
    private boolean json;

    ShowAlertCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws Exception {
        JsonNode answer = surroundings().api().alert(id);
        Terminal terminal = surroundings().terminal();
        if (json) {
            terminal.out().println(answer.toPrettyString());
            return ExitStatus.OK;
        }
        JsonNode alert = answer.path("alert");
        JsonNode problem = alert.path("problem");
        new Table("", "")
                .row("Level", AlertsCommand.level(alert))
                .row("What", line(problem, "title"))
                .row("Why", line(problem, "detail"))
                .row("To do", line(problem, "hint"))
                .row("Of", line(alert, "component") + " " + line(alert, "target"))
                .row(
                        "Seen",
                        times(alert, "times") + ", first " + line(alert, "at") + ", last " + line(alert, "seenAt")
                                + (alert.path("cameBack").asInt() > 0 ? ", came back " + times(alert, "cameBack") : ""))
                .row("State", AlertsCommand.state(alert))
                .row(
                        "Over",
                        alert.hasNonNull("resolvedAt")
                                ? line(alert, "resolvedAt") + " " + line(alert, "resolution")
                                : null)
                .print(terminal);
        terminal.out().println();
        history(answer.path("history")).print(terminal);
        terminal.out().println();
        var told = new Table("EVENT", "CHANNEL", "STATE", "AT", ">TRIES", "ANSWER");
        for (JsonNode each : answer.path("notifications")) {
            String state = line(each, "state");
            told.row(
                    line(each, "event"),
                    line(each, "channel"),
                    new Cell(state, style(state)),
                    line(each, each.hasNonNull("endedAt") ? "endedAt" : "at"),
                    line(each, "attempts"),
                    each.hasNonNull("digest") ? "together with others" : line(each, "answer"));
        }
        told.print(terminal);
        return ExitStatus.OK;
    }

    private static String times(JsonNode of, String member) {
        return Figures.count(of.path(member).asLong(), "time");
    }

    private static Table history(JsonNode events) {
        var table = new Table("AT", "WHAT", "BY", "MORE");
        for (JsonNode each : events) {
            boolean often = each.path("times").asInt(1) > 1;
            table.row(
                    line(each, "at"),
                    line(each, "event"),
                    line(each, "by"),
                    often
                            ? times(each, "times") + ", last " + line(each, "lastAt")
                            : each.hasNonNull("until") ? "until " + line(each, "until") : line(each, "detail"));
        }
        return table;
    }

    private static String line(JsonNode of, String member) {
        return of.path(member).asText("").replaceAll("\\s+", " ").strip();
    }

    private static Style style(String state) {
        return switch (state) {
            case "sent" -> Style.GOOD;
            case "failed" -> Style.BAD;
            default -> Style.DOUBTFUL;
        };
    }
}
