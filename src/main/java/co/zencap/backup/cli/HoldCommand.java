package co.zencap.backup.cli;

import co.zencap.backup.client.ExitStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Places a legal hold on a backup. */
@Command(
        name = "hold",
        description = {
            "Places a legal hold on a backup.",
            "No cleanup deletes it, whatever the policy says, until ./zencap release."
        },
        footer = {"", "Example: ./zencap hold 20261124T093015Z-1f9c02 --reason 'case 4711'"})
final class HoldCommand extends SurroundedCommand {
    @Parameters(paramLabel = "ID", description = "The backup, as ./zencap list shows it.")
    private String id;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why; kept in the audit trail.")
    private String reason;

    HoldCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws Exception {
        surroundings().api().hold(id, true, reason);
        surroundings().terminal().out().println("Backup " + id + " is held: " + reason);
        return ExitStatus.OK;
    }
}
