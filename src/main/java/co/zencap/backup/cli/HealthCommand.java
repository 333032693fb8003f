package co.zencap.backup.cli;

import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.figures.Figures;
import co.zencap.backup.terminal.Style;
import co.zencap.backup.terminal.Table;
import co.zencap.backup.terminal.Table.Cell;
import co.zencap.backup.terminal.Terminal;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows how each part is that the service needs. */
@Command(
        name = "health",
        description = {
            "Looks at each part that the service needs.",
            "Tells since when it is as it is, and what to do. Exit status 1 when one is down or hangs."
        })
final class HealthCommand extends SurroundedCommand {
    @Option(names = "--json", description = "Print what the API gives.")
    private boolean json;

    HealthCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws Exception {
        JsonNode health = surroundings().api().health();
        Terminal terminal = surroundings().terminal();
        JsonNode components = health.path("components");
        if (json) {
            terminal.out().println(health.toPrettyString());
        } else {
            print(components, surroundings().clock().instant(), terminal);
        }
        for (JsonNode each : components) {
            if (isOutage(each)) {
                return ExitStatus.FAILED;
            }
        }
        return ExitStatus.OK;
    }

    private static boolean isOutage(JsonNode component) {
        String state = component.path("state").asText();
        return state.equals("down") || state.equals("hanging");
    }

    private static void print(JsonNode components, Instant now, Terminal terminal) {
        var table = new Table("PART", "STATE", "SINCE", "LAST GOOD", ">ANSWERED IN", "WHAT");
        for (JsonNode each : components) {
            table.row(
                    each.path("name").asText(),
                    state(each),
                    time(each.path("since"), now),
                    time(each.path("lastGood"), now),
                    response(each.path("response")),
                    each.path("detail").asText());
        }
        table.print(terminal);
        for (JsonNode each : components) {
            String hint = each.path("hint").asText();
            if (!hint.isEmpty()) {
                terminal.out().println(each.path("name").asText() + ": HINT: " + hint);
            }
        }
    }

    private static Cell state(JsonNode component) {
        String state = component.path("state").asText();
        return switch (state) {
            case "up" -> new Cell(state, Style.GOOD);
            case "down", "hanging" -> new Cell(state.toUpperCase(Locale.ROOT), Style.BAD);
            default -> new Cell(state, Style.DOUBTFUL);
        };
    }

    private static String response(JsonNode response) {
        return response.isTextual() ? Figures.duration(Duration.parse(response.asText())) : "-";
    }

    private static String time(JsonNode time, Instant now) {
        return time.isTextual() ? Figures.relative(Instant.parse(time.asText()), now) : "never";
    }
}
