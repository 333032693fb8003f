package co.zencap.backup.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what hangs on which key. */
@Command(
        name = "list",
        description = "Shows how many backups hang on which encryption key in which repository. Changes nothing.",
        footer = {
            "",
            "Keys are shown by their ids, which tell nothing about them. Examples:",
            "  ./zencap key list",
            "  ./zencap key list --repository s3://bucket/prefix --key-file key"
        })
final class KeyListCommand extends SurroundedCommand {
    @Mixin
    private KeyPlace place;

    @Option(names = "--json", description = "Print the operation as JSON.")
    private boolean json;

    KeyListCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws Exception {
        var view = new RotationView(surroundings(), json);
        return place.isNamed()
                ? place.run(surroundings(), place.keys(surroundings()), true, view)
                : place.run(surroundings(), true, view);
    }
}
