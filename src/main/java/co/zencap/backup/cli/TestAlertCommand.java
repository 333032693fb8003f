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

/** Tries every channel. */
@Command(
        name = "test",
        description = "Sends a marked test through every channel, and tells what each of them answered.",
        footer = {"", "Exit status 1 when a channel did not take it, or there is none. Example: ./zencap alert test"})
final class TestAlertCommand extends SurroundedCommand {
    @Option(names = "--json", description = "Print what the API gives.")
    private boolean json;

    TestAlertCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws Exception {
        JsonNode answer = surroundings().api().testAlerts();
        Terminal terminal = surroundings().terminal();
        // The log is always there, and tells nobody.
        boolean somebody = answer.path("channels").size() > 1;
        boolean all = true;
        var table = new Table("CHANNEL", "OUTCOME", "ANSWER", ">MILLISECONDS");
        for (JsonNode channel : answer.path("channels")) {
            boolean taken = channel.path("taken").asBoolean();
            all &= taken;
            table.row(
                    channel.path("channel").asText(),
                    taken ? new Cell("taken", Style.GOOD) : new Cell("FAILED", Style.BAD),
                    channel.path("answer").asText().replaceAll("\\s+", " "),
                    Figures.count(channel.path("milliseconds").asLong()));
        }
        if (json) {
            terminal.out().println(answer.toPrettyString());
        } else {
            table.print(terminal);
            if (!somebody) {
                terminal.err()
                        .println("Nobody is told of alerts. HINT: set up a channel, such as"
                                + " BACKUP_MONITORING_WEBHOOK; config/application.properties lists all of them.");
            }
        }
        return all && somebody ? ExitStatus.OK : ExitStatus.FAILED;
    }
}
