package co.zencap.backup.cli;

import co.zencap.backup.client.ApiClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks the service to read a backup back and check it. */
@Command(
        name = "verify",
        description = "Reads every copy of a backup back and checks it: manifest, checksums, decryption, archive.",
        footer = {"", "Example: ./zencap verify 20261124T093015Z-1f9c02 --wait"})
final class VerifyCommand extends SurroundedCommand {
    @Parameters(paramLabel = "ID", description = "The backup, as ./zencap list shows it.")
    private String id;

    @Option(names = "--wait", description = "Wait for its end, with progress; exit status 1 when it failed.")
    private boolean wait;

    @Option(names = "--json", description = "Print the operation as JSON.")
    private boolean json;

    VerifyCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws Exception {
        ApiClient api = surroundings().api();
        return new OperationOutcome(surroundings(), api).show(api.verify(id), wait, json);
    }
}
