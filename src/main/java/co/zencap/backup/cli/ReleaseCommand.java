package co.zencap.backup.cli;

import co.zencap.backup.client.ExitStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Releases the legal hold on a backup. */
@Command(
        name = "release",
        description = "Releases the legal hold on a backup, so that the policy decides again.",
        footer = {"", "Example: ./zencap release 20261124T093015Z-1f9c02 --reason 'case 4711'"})
final class ReleaseCommand extends SurroundedCommand {
    @Parameters(paramLabel = "ID", description = "The backup, as ./zencap list shows it.")
    private String id;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why; kept in the audit trail.")
    private String reason;

    ReleaseCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws Exception {
        surroundings().api().hold(id, false, reason);
        surroundings().terminal().out().println("Backup " + id + " is released: " + reason);
        return ExitStatus.OK;
    }
}
