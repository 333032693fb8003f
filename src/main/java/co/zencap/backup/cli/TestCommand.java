package co.zencap.backup.cli;

import co.zencap.backup.client.ApiClient;
import co.zencap.backup.drill.TestType;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks the service for a restoration test. */
@Command(
        name = "test",
        description =
                "Restores a backup into a throwaway database, compares it with what was backed up, and drops it again.",
        footer = {
            "",
            "quickTest           the database",
            "fullTest            a full system backup: database, roles, files and configuration",
            "disasterSimulation  the same as if all were lost but the bucket and the key: found without the",
            "                    catalog, restored into an empty PostgreSQL server of its own",
            "",
            "Example: ./zencap test --type fullTest --wait"
        })
final class TestCommand extends SurroundedCommand {
    @Parameters(arity = "0..1", paramLabel = "ID", description = "The backup; the newest one when none is named.")
    private Optional<String> id = Optional.empty();

    @Option(
            names = "--type",
            defaultValue = "quickTest",
            paramLabel = "TYPE",
            description = "How much: quickTest, fullTest or disasterSimulation.")
    private String type;

    @Option(
            names = "--target",
            paramLabel = "TARGET",
            description = "Of a quickTest: the newest backup of this database, else of the one of POSTGRES_URL.")
    private Optional<String> target = Optional.empty();

    @Option(names = "--wait", description = "Wait for its end, with progress; exit status 1 when it failed.")
    private boolean wait;

    @Option(names = "--json", description = "Print the operation as JSON.")
    private boolean json;

    TestCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws Exception {
        Choice.of("--type", type, TestType.words());
        ApiClient api = surroundings().api();
        return new OperationOutcome(surroundings(), api).show(api.test(id, type, target), wait, json);
    }
}
