package co.zencap.backup.cli;

import co.zencap.backup.client.ApiClient;
import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.terminal.Style;
import co.zencap.backup.terminal.Table;
import co.zencap.backup.terminal.Table.Cell;
import co.zencap.backup.terminal.Terminal;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Has the service look at what protects the backups, and shows it. */
@Command(
        name = "security-check",
        description = {
            "Looks whether what should protect the backups does.",
            "That is encryption, key, file modes, the bucket, connections, and what the database's role and the bucket's credentials",
            "may do. It asks only, and changes nothing."
        },
        footer = {"", "Exit status 1 when a check failed. Example: ./zencap security-check"})
final class SecurityCheckCommand extends SurroundedCommand {
    @Option(names = "--json", description = "Print what the API gives.")
    private boolean json;

    SecurityCheckCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws Exception {
        ApiClient api = surroundings().api();
        Terminal terminal = surroundings().terminal();
        Operation operation = surroundings().toTheEnd(api.checkSecurity(), api::operation);
        if (operation.state() == State.FAILED) {
            Failures.print(operation.problem(), terminal);
            return ExitStatus.FAILED;
        }
        JsonNode report = api.securityChecks();
        if (json) {
            terminal.out().println(report.toPrettyString());
        } else {
            show(report, terminal);
        }
        return "failed".equals(report.path("outcome").asText()) ? ExitStatus.FAILED : ExitStatus.OK;
    }

    private static void show(JsonNode report, Terminal terminal) {
        var table = new Table("CHECK", "OUTCOME", "SEEN");
        for (JsonNode check : report.path("checks")) {
            String outcome = check.path("outcome").asText();
            table.row(
                    check.path("name").asText(),
                    new Cell(outcome, style(outcome)),
                    oneLine(check.path("sentence").asText()));
        }
        table.print(terminal);
        for (JsonNode check : report.path("checks")) {
            String outcome = check.path("outcome").asText();
            String hint = check.path("hint").asText();
            if (!hint.isEmpty() && !outcome.equals("passed")) {
                terminal.out().println(check.path("name").asText() + ": HINT: " + oneLine(hint));
            }
        }
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    private static Style style(String outcome) {
        return switch (outcome) {
            case "passed" -> Style.GOOD;
            case "failed" -> Style.BAD;
            case "warning" -> Style.DOUBTFUL;
            default -> Style.PLAIN;
        };
    }
}
