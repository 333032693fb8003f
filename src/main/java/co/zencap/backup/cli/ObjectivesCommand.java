package co.zencap.backup.cli;

import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.terminal.Style;
import co.zencap.backup.terminal.Table;
import co.zencap.backup.terminal.Table.Cell;
import co.zencap.backup.terminal.Terminal;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows how it stands with the recovery objectives. */
@Command(
        name = "objectives",
        description = {
            "Shows how long a recovery takes and how much would be lost.",
            "Both against the objectives. Exit status 1 when one is missed."
        },
        footer = {
            "",
            "Recovery times are those of restoration tests; the prediction is for the newest backup's size.",
            "The objectives are BACKUP_RTO_... and BACKUP_RPO_... in config/application.properties; targets of",
            "BACKUP_CRITICAL_TARGETS have a recovery point of their own.",
            "Example: ./zencap objectives"
        })
final class ObjectivesCommand extends SurroundedCommand {
    @Option(names = "--json", description = "Print what the API gives.")
    private boolean json;

    ObjectivesCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws Exception {
        JsonNode document = surroundings().api().objectives();
        Terminal terminal = surroundings().terminal();
        if (json) {
            terminal.out().println(document.toPrettyString());
        } else {
            print(document.path("objectives"), terminal);
        }
        return document.path("met").asBoolean() ? ExitStatus.OK : ExitStatus.FAILED;
    }

    private static void print(JsonNode objectives, Terminal terminal) {
        var table = new Table("OBJECTIVE", "OF", ">LIMIT", ">MEASURED", ">PREDICTED", "MET");
        for (JsonNode each : objectives) {
            table.row(
                    each.path("name").asText().replace('-', ' '),
                    each.path("of").asText(),
                    ObjectiveText.time(each.path("objective")).orElse(null),
                    ObjectiveText.time(each.path("measured")).orElse(null),
                    ObjectiveText.time(each.path("predicted")).orElse(null),
                    met(each));
        }
        table.print(terminal);
        for (JsonNode each : objectives) {
            String detail = each.path("detail").asText();
            String hint = each.path("hint").asText();
            if (!detail.isEmpty()) {
                terminal.out()
                        .println(ObjectiveText.name(each) + ": " + detail + (hint.isEmpty() ? "" : " HINT: " + hint));
            }
        }
    }

    private static Cell met(JsonNode objective) {
        return switch (objective.path("verdict").asText()) {
            case "met" -> new Cell("yes", Style.GOOD);
            case "at-risk" -> new Cell("soon no more", Style.DOUBTFUL);
            case "missed" -> new Cell("NO", Style.BAD);
            default -> Cell.of("unknown");
        };
    }
}
