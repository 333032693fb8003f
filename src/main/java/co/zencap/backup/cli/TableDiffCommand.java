package co.zencap.backup.cli;

import co.zencap.backup.client.ApiClient;
import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.figures.Figures;
import co.zencap.backup.json.Json;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.terminal.Table;
import co.zencap.backup.terminal.Terminal;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows in which rows a restored table and the live one differ. */
@Command(
        name = "diff",
        description = {
            "Compares a restored table with the live one.",
            "By primary key (without one, whole rows). Shows the first rows that differ: missing are those that only the backup has,",
            "unexpected those that only the live table has.",
            "With --after the next page of the last comparison is shown; the tables are not compared again."
        },
        footer = {
            "",
            "Examples: ./zencap table diff restored_20261126_0300 orders",
            "          ./zencap table diff restored_20261126_0300 orders --kind changed --after 50",
            "          ./zencap table diff restored_20261126_0300 orders --json | jq '.rows[].key'"
        })
final class TableDiffCommand extends SurroundedCommand {
    @Mixin
    private RestoredSchema restored;

    @Parameters(index = "1", paramLabel = "TABLE", description = "The live table's name.")
    private String table;

    @Option(names = "--kind", paramLabel = "KIND", description = "Show only missing, changed or unexpected rows.")
    private Optional<String> kind = Optional.empty();

    @Option(names = "--after", paramLabel = "N", description = "Show the rows behind this number; compare nothing.")
    private Optional<Long> after = Optional.empty();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "Show at most so many rows (50; 200).")
    private int limit;

    @Option(names = "--json", description = "Print counts and rows as JSON.")
    private boolean json;

    TableDiffCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws Exception {
        ApiClient api = surroundings().api();
        Terminal terminal = surroundings().terminal();
        Optional<JsonNode> result = Optional.empty();
        if (after.isEmpty()) {
            Operation compared = surroundings().toTheEnd(api.compareTable(restored.in(), table), api::operation);
            if (compared.state() == State.FAILED) {
                Failures.print(compared.problem(), terminal);
                return ExitStatus.FAILED;
            }
            result = Optional.of(Json.MAPPER.valueToTree(compared.result()));
        }
        JsonNode page = api.differences(restored.in(), table, kind, after.orElse(0L), limit);
        if (json) {
            result.ifPresent(counts -> ((ObjectNode) page).setAll((ObjectNode) counts));
            terminal.out().println(page.toPrettyString());
        } else {
            result.ifPresent(counts -> print(counts, terminal));
            print(page, page.path("rows"), terminal);
        }
        return ExitStatus.OK;
    }

    private static void print(JsonNode result, Terminal terminal) {
        terminal.out().println(counts(result));
        result.path("notes").forEach(note -> terminal.out().println(Terminal.harmless(note.asText())));
    }

    private void print(JsonNode page, JsonNode rows, Terminal terminal) {
        if (rows.isEmpty()) {
            return;
        }
        var shown = new Table(">N", "WHAT", "KEY", "BACKUP", "LIVE");
        for (JsonNode row : rows) {
            shown.row(
                    row.path("number").asText(),
                    row.path("kind").asText(),
                    key(page.path("key"), row.path("key")),
                    values(row.path("restored")),
                    values(row.path("live")));
        }
        shown.print(terminal);
        if (page.hasNonNull("next")) {
            terminal.out().println("More: --after " + page.path("next").asText());
        }
    }

    private static String key(JsonNode names, JsonNode values) {
        var parts = new ArrayList<String>();
        for (int i = 0; i < values.size(); i++) {
            parts.add(names.path(i).asText() + "=" + values.path(i).asText());
        }
        return String.join(" ", parts);
    }

    private static String values(JsonNode row) {
        var parts = new ArrayList<String>();
        row.fields()
                .forEachRemaining(value -> parts.add(value.getKey() + "="
                        + (value.getValue().isNull() ? "NULL" : value.getValue().asText())));
        return String.join(" ", parts);
    }

    static String counts(JsonNode counts) {
        return Figures.count(counts.path("missing").asLong()) + " missing, "
                + Figures.count(counts.path("changed").asLong()) + " changed, "
                + Figures.count(counts.path("unexpected").asLong()) + " unexpected";
    }
}
