package co.zencap.backup.cli;

import co.zencap.backup.client.ApiClient;
import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.json.Json;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.terminal.Style;
import co.zencap.backup.terminal.Table;
import co.zencap.backup.terminal.Table.Cell;
import co.zencap.backup.terminal.Terminal;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Copies rows back into live tables. */
@Command(
        name = "copy-back",
        description = {
            "Copies rows that were found missing or changed back into live tables.",
            "Those are the rows that ./zencap table diff found: all of them in one transaction, or none. Rows that somebody has",
            "changed since they were compared are not overwritten; rows that only",
            "the live table has are left alone. What is replaced is kept in SCHEMA, in TABLE_before. Triggers fire as for any",
            "other write, and constraints are checked."
        },
        footer = {
            "",
            "A key is given as diff shows its value; of several columns as a JSON array: --key '[\"de\", \"4711\"]'.",
            "Of several tables that refer to each other those come first that others refer to.",
            "",
            "Examples: ./zencap table copy-back restored_20261126_0300 orders --rows missing --plan",
            "          ./zencap table copy-back restored_20261126_0300 orders --rows missing --confirm shop --wait",
            "          ./zencap table copy-back restored_20261126_0300 orders --key 17 --key 18 --confirm shop --wait"
        })
final class TableCopyBackCommand extends SurroundedCommand {
    @Mixin
    private RestoredSchema restored;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "TABLE",
            description = "Into these live tables; all that were compared when there is none.")
    private List<String> tables = List.of();

    @Option(names = "--rows", paramLabel = "KIND", description = "missing, changed or all (both); by default all.")
    private String rows = "all";

    @Option(names = "--key", paramLabel = "KEY", description = "Only the row of this key; may be given again.")
    private List<String> keys = List.of();

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Sure sure;

    /** One of them. */
    private static final class Sure {
        @Option(names = "--plan", description = "Show what would be done, and what stands in the way; change nothing.")
        private boolean plan;

        @Option(
                names = "--confirm",
                paramLabel = "DATABASE",
                description = "Do it. The name of the live database, so that it is not the wrong one.")
        private Optional<String> database = Optional.empty();
    }

    @Option(names = "--wait", description = "Wait for its end, with progress; exit status 1 when it failed.")
    private boolean wait;

    @Option(names = "--json", description = "Print the plan or the operation as JSON.")
    private boolean json;

    TableCopyBackCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws Exception {
        ApiClient api = surroundings().api();
        Map<String, Object> wish = wish();
        if (!sure.plan) {
            return new OperationOutcome(surroundings(), api)
                    .show(api.copyBack(restored.in(), wish, sure.database.orElseThrow()), wait, json);
        }
        JsonNode plan = api.copyPlan(restored.in(), wish);
        boolean blocked = plan.path("blocked").asBoolean();
        if (json) {
            surroundings().terminal().out().println(plan.toPrettyString());
        } else {
            print(plan, blocked);
        }
        return blocked ? ExitStatus.REFUSED : ExitStatus.OK;
    }

    private Map<String, Object> wish() throws Refusal {
        var wish = new LinkedHashMap<String, Object>();
        wish.put("tables", tables);
        wish.put("rows", rows);
        if (!keys.isEmpty()) {
            var all = new ArrayList<List<String>>();
            for (String key : keys) {
                all.add(key(key));
            }
            wish.put("keys", all);
        }
        return wish;
    }

    private static List<String> key(String given) throws Refusal {
        if (!given.startsWith("[")) {
            return List.of(given);
        }
        try {
            return List.of(Json.MAPPER.readValue(given, String[].class));
        } catch (JsonProcessingException | NullPointerException e) {
            throw new Refusal(
                    ExitStatus.USAGE,
                    new Problem(
                            "Wrong key",
                            given + " begins like a JSON array, and is none of texts.",
                            "write --key '[\"de\", \"4711\"]'; a value that begins with [ like '[\"[x\"]'."));
        }
    }

    private void print(JsonNode plan, boolean blocked) {
        Terminal terminal = surroundings().terminal();
        for (JsonNode table : plan.path("tables")) {
            var shown = new Table("", "")
                    .row("Table", table.path("table").asText())
                    .row("Put in", table.path("insert").asText())
                    .row("Replaced", table.path("update").asText())
                    .row("Left", table.path("left").asText());
            for (String about : List.of("foreignKeys", "triggers", "sequences", "notes")) {
                table.path(about).forEach(sentence -> shown.row("", sentence.asText()));
            }
            table.path("blocking").forEach(sentence -> shown.row("In the way", new Cell(sentence.asText(), Style.BAD)));
            shown.print(terminal);
        }
        terminal.out()
                .println(
                        blocked
                                ? terminal.paint(Style.BAD, "Nothing can be copied.")
                                : "Nothing was changed. --confirm "
                                        + Terminal.harmless(
                                                plan.path("database").asText()) + " does it.");
    }
}
