package co.zencap.backup.cli;

import co.zencap.backup.backup.Manifest.Kind;
import co.zencap.backup.client.ApiClient;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Asks the service for a backup. */
@Command(
        name = "backup",
        subcommands = EraseBackupCommand.class,
        description = "Makes a backup now. The service then sends it off site, verifies it and tests its restoration.",
        footer = {
            "",
            "Examples: ./zencap backup --wait",
            "          ./zencap backup --target orders --wait",
            "          ./zencap backup --type files --target uploads",
            "          ./zencap backup erase ID --confirm ID"
        })
final class BackupCommand extends SurroundedCommand {
    @Option(
            names = "--type",
            defaultValue = "database",
            paramLabel = "TYPE",
            description = {
                "What to back up: database, files, full (both, and the configuration, under one id), or base (the",
                "cluster's files, for recovery to a point in time)."
            })
    private String type;

    @Option(
            names = "--target",
            paramLabel = "TARGET",
            description = {"This database (else that of POSTGRES_URL); with --type files, this file set (else all)."})
    private Optional<String> target = Optional.empty();

    @Option(names = "--wait", description = "Wait for its end, with progress; exit status 1 when it failed.")
    private boolean wait;

    @Option(names = "--json", description = "Print the operation as JSON.")
    private boolean json;

    BackupCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws Exception {
        Choice.of("--type", type, Kind.words());
        ApiClient api = surroundings().api();
        return new OperationOutcome(surroundings(), api).showAll(api.backup(type, target), wait, json);
    }
}
