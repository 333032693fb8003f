package co.zencap.backup.cli;

import co.zencap.backup.client.ApiClient;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks the service for a restoration test. */
@Command(
        name = "test",
        description =
                "Restores a backup into the sandbox, compares every table with what was dumped, and drops it again.",
        footer = {"", "Example: ./zencap test --wait"})
final class TestCommand extends SurroundedCommand {
    @Parameters(arity = "0..1", paramLabel = "ID", description = "The backup; the newest one when none is named.")
    private Optional<String> id = Optional.empty();

    @Option(names = "--type", defaultValue = "quickTest", paramLabel = "TYPE", description = "How: quickTest.")
    private String type;

    @Option(names = "--wait", description = "Wait for its end, with progress; exit status 1 when it failed.")
    private boolean wait;

    @Option(names = "--json", description = "Print the operation as JSON.")
    private boolean json;

    TestCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws Exception {
        ApiClient api = surroundings().api();
        return new OperationOutcome(surroundings(), api).show(api.test(id, type), wait, json);
    }
}
