package co.zencap.backup.cli;

import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.figures.Figures;
import co.zencap.backup.terminal.Style;
import co.zencap.backup.terminal.Table;
import co.zencap.backup.terminal.Table.Cell;
import co.zencap.backup.terminal.Terminal;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;

/** Lists alerts; its subcommands do more. */
@Command(
        name = "alerts",
        aliases = "alert",
        description = "Lists what is wrong, the worst first; its commands see to it.",
        subcommands = {
            ShowAlertCommand.class,
            AcknowledgeAlertCommand.class,
            SilenceAlertCommand.class,
            ResolveAlertCommand.class,
            TestAlertCommand.class,
            HelpCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  ./zencap alerts                          what is wrong now",
            "  ./zencap alerts acknowledge ID           somebody sees to it: nobody else is called",
            "  ./zencap alerts silence ID --hours 8     nobody is told of it for a while",
            "  ./zencap alert test                      whether every channel works"
        })
final class AlertsCommand extends SurroundedCommand {
    @Option(names = "--all", description = "Show also what is over.")
    private boolean all;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "Show at most so many (100).")
    private int limit;

    @Option(names = "--json", description = "Print what the API gives.")
    private boolean json;

    AlertsCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws Exception {
        JsonNode alerts = surroundings().api().alerts(all, limit);
        Terminal terminal = surroundings().terminal();
        if (json) {
            terminal.out().println(alerts.toPrettyString());
            return ExitStatus.OK;
        }
        if (alerts.isEmpty()) {
            terminal.err().println(all ? "There was no alert yet." : "Nothing is wrong.");
            return ExitStatus.OK;
        }
        Instant now = surroundings().clock().instant();
        var table = new Table("ID", "LEVEL", "WHAT", "SINCE", ">SEEN", "STATE");
        for (JsonNode alert : alerts) {
            table.row(
                    alert.path("id").asText(),
                    level(alert),
                    alert.path("problem").path("title").asText(),
                    Figures.relative(Instant.parse(alert.path("at").asText()), now),
                    Figures.count(alert.path("times").asLong()),
                    state(alert));
        }
        table.print(terminal);
        return ExitStatus.OK;
    }

    static Cell level(JsonNode alert) {
        String level = alert.path("level").asText();
        return new Cell(
                level,
                alert.hasNonNull("resolvedAt")
                        ? Style.DIM
                        : switch (level) {
                            case "critical", "error" -> Style.BAD;
                            case "warning" -> Style.DOUBTFUL;
                            default -> Style.PLAIN;
                        });
    }

    /** How it stands with it, and who sees to it. */
    static String state(JsonNode alert) {
        var words = new ArrayList<String>();
        words.add(alert.hasNonNull("resolvedAt") ? "over" : "open");
        if (alert.hasNonNull("acknowledgedAt")) {
            words.add("acknowledged");
        }
        if (alert.hasNonNull("silencedUntil")) {
            words.add("silenced until " + alert.path("silencedUntil").asText());
        }
        return String.join(", ", words);
    }
}
