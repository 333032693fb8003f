package co.zencap.backup.cli;

import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.figures.Figures;
import co.zencap.backup.figures.Harmless;
import co.zencap.backup.terminal.Table;
import co.zencap.backup.terminal.Terminal;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows what was restored beside the live tables. */
@Command(
        name = "list",
        description =
                "Lists what was restored beside the live tables, the newest first, and how it differed when compared.",
        footer = {"", "Example: ./zencap table list --json | jq -r '.[0].id'"})
final class TableListCommand extends SurroundedCommand {
    @Option(names = "--json", description = "Print what the API gives.")
    private boolean json;

    TableListCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws Exception {
        JsonNode answer = surroundings().api().restoredTables();
        JsonNode all = answer.path("restoredTables");
        Terminal terminal = surroundings().terminal();
        answer.path("away").forEach(each -> terminal.err()
                .println("NOTE: A database is away, and may hold more: " + Harmless.line(each.asText())));
        if (json) {
            terminal.out().println(all.toPrettyString());
            return ExitStatus.OK;
        }
        if (all.isEmpty()) {
            terminal.err()
                    .println(
                            "Nothing is restored beside the live tables. HINT: ./zencap table restore TABLE --wait does that.");
            return ExitStatus.OK;
        }
        var table = new Table("SCHEMA", "TARGET", "TABLE", ">ROWS", ">SIZE", "BACKUP", "AS OF", "DIFFERS");
        for (JsonNode schema : all) {
            for (JsonNode each : schema.path("tables")) {
                table.row(
                        schema.path("id").asText(),
                        schema.path("target").asText(),
                        each.path("of").asText(),
                        Figures.count(each.path("rows").asLong()),
                        Figures.bytes(each.path("bytes").asLong()),
                        schema.path("backup").asText(),
                        schema.path("takenAt").asText(),
                        each.hasNonNull("differences")
                                ? TableDiffCommand.counts(each.path("differences"))
                                : "not compared");
            }
        }
        table.print(terminal);
        return ExitStatus.OK;
    }
}
