package co.zencap.backup.cli;

import co.zencap.backup.client.ApiClient;
import co.zencap.backup.client.ExitStatus;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Drops what was restored beside the live tables. */
@Command(
        name = "drop",
        description = {
            "Drops a schema of restored tables, with what was found to differ and the replaced rows that were kept in it.",
            "Where others have made something of it, such as a view, nothing is dropped."
        },
        footer = {"", "Example: ./zencap table drop restored_20261126_0300"})
final class TableDropCommand extends SurroundedCommand {
    @Parameters(paramLabel = "SCHEMA", description = "As ./zencap table list shows it.")
    private String schema;

    @Option(
            names = "--target",
            paramLabel = "TARGET",
            description = "In whose database, where several have a schema of that name.")
    private Optional<String> target = Optional.empty();

    TableDropCommand(Surroundings surroundings) {
        super(surroundings);
    }

    private ApiClient.RestoredIn in() {
        return new ApiClient.RestoredIn(schema, target);
    }

    @Override
    public Integer call() throws Exception {
        surroundings().api().dropRestored(in());
        surroundings().terminal().out().println("Dropped " + schema + ".");
        return ExitStatus.OK;
    }
}
