package co.zencap.backup.cli;

import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.figures.Harmless;
import co.zencap.backup.terminal.Style;
import co.zencap.backup.terminal.Table;
import co.zencap.backup.terminal.Table.Cell;
import co.zencap.backup.terminal.Terminal;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists what the service did and warned of. */
@Command(
        name = "events",
        mixinStandardHelpOptions = true,
        versionProvider = Zencap.VersionText.class,
        description = "Lists what the service itself did, and the warnings and errors of its log, the newest first.",
        footer = {
            "",
            "Types: service-started, service-stopping, routes-edited, routes-refused, warning, error, events-left-out.",
            "What was done for whom is in ./zencap audit list, what ran in ./zencap status.",
            "",
            "Examples: ./zencap events --type error --limit 20",
            "          ./zencap events --before 4711"
        })
final class EventsCommand extends SurroundedCommand {
    @Option(names = "--type", paramLabel = "TYPE", description = "Of this type alone.")
    private Optional<String> type = Optional.empty();

    @Option(names = "--component", paramLabel = "NAME", description = "Of this part alone.")
    private Optional<String> component = Optional.empty();

    @Option(names = "--before", paramLabel = "ID", description = "Those before the one of this id.")
    private Optional<Long> before = Optional.empty();

    @Option(names = "--limit", paramLabel = "N", defaultValue = "50", description = "Show at most so many (50).")
    private int limit;

    @Option(names = "--json", description = "Print what the API gives.")
    private boolean json;

    EventsCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws Exception {
        Map<String, String> search = new LinkedHashMap<>();
        type.ifPresent(text -> search.put("type", text));
        component.ifPresent(text -> search.put("component", text));
        before.ifPresent(id -> search.put("before", id.toString()));
        search.put("limit", String.valueOf(limit));
        JsonNode events = surroundings().api().events(search);
        Terminal terminal = surroundings().terminal();
        if (json) {
            terminal.out().println(events.toPrettyString());
        } else if (events.isEmpty()) {
            terminal.err().println("There is no such event.");
        } else {
            show(events, terminal);
        }
        return ExitStatus.OK;
    }

    private static void show(JsonNode events, Terminal terminal) {
        var table = new Table(">ID", "WHEN", "TYPE", "PART", ">TIMES", "WHAT");
        for (JsonNode event : events) {
            String type = event.path("type").asText();
            table.row(
                    event.path("id").asText(),
                    event.path("at").asText(),
                    new Cell(type, style(type)),
                    Harmless.line(event.path("component").asText()),
                    event.path("details").path("times").asText("1"),
                    Harmless.line(event.path("message").asText()));
        }
        table.print(terminal);
    }

    private static Style style(String type) {
        return switch (type) {
            case "error" -> Style.BAD;
            case "warning", "routes-refused", "events-left-out" -> Style.DOUBTFUL;
            default -> Style.PLAIN;
        };
    }
}
