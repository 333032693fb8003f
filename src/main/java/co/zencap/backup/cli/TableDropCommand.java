package co.zencap.backup.cli;

import co.zencap.backup.client.ExitStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Drops what was restored beside the live tables. */
@Command(
        name = "drop",
        description = {
            "Drops a schema of restored tables.",
            "With it goes what was found to differ, and the replaced rows that were kept in it. Where others have made something",
            "of it, such as a view, nothing is dropped."
        },
        footer = {"", "Example: ./zencap table drop restored_20261126_0300"})
final class TableDropCommand extends SurroundedCommand {
    @Mixin
    private RestoredSchema restored;

    TableDropCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws Exception {
        surroundings().api().dropRestored(restored.in());
        surroundings().terminal().out().println("Dropped " + restored.name() + ".");
        return ExitStatus.OK;
    }
}
