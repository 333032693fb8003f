package co.zencap.backup.cli;

import co.zencap.backup.client.ApiClient;
import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.figures.Figures;
import co.zencap.backup.json.Json;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.terminal.Style;
import co.zencap.backup.terminal.Terminal;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Has the service list what its repositories hold and its catalog does not know. */
@Command(
        name = "rebuild",
        description = {
            "Lists in the catalog what the repositories hold and it does not know.",
            "That is backups, copies and legal holds; a catalog that was lost comes back so. It adds rows and changes none: it may",
            "run at any time, and again after it was cut off."
        },
        footer = {"", "Example: ./zencap catalog rebuild"})
final class CatalogRebuildCommand extends SurroundedCommand {
    @Option(names = "--json", description = "Print the operation as JSON.")
    private boolean json;

    CatalogRebuildCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws Exception {
        ApiClient api = surroundings().api();
        Terminal terminal = surroundings().terminal();
        Operation operation = surroundings().toTheEnd(api.rebuildCatalog(), api::operation);
        if (json) {
            terminal.out().println(Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(operation));
        }
        if (operation.state() == State.FAILED) {
            Failures.print(operation.problem(), terminal);
            return ExitStatus.FAILED;
        }
        if (!json) {
            show(operation, terminal);
        }
        return ExitStatus.OK;
    }

    private static void show(Operation operation, Terminal terminal) {
        long refused = number(operation, "refused");
        terminal.out()
                .println("Added: " + Figures.count(number(operation, "backups"), "backup") + ", "
                        + copies(operation, "copies") + ", "
                        + Figures.count(number(operation, "holds"), "legal hold") + ". Known before: "
                        + copies(operation, "knownCopies") + ".");
        if (refused > 0) {
            terminal.out()
                    .println(terminal.paint(
                            Style.BAD,
                            Figures.count(refused)
                                    + (refused == 1
                                            ? " is not to be trusted and was left out:"
                                            : " are not to be trusted and were left out:")));
            list(operation, "refusals").forEach(refusal -> terminal.out().println("  " + refusal));
        }
        terminal.out()
                .println("No repository holds these, and a lost catalog takes them along: "
                        + list(operation, "notKnown").stream().collect(Collectors.joining(", ")) + ".");
    }

    private static String copies(Operation operation, String name) {
        return Figures.count(number(operation, name), "copy", "copies");
    }

    private static long number(Operation operation, String name) {
        return operation.result().get(name) instanceof Number number ? number.longValue() : 0;
    }

    private static List<String> list(Operation operation, String name) {
        return operation.result().get(name) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }
}
