package co.zencap.backup.cli;

import co.zencap.backup.client.ApiClient;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks the service to bring files back. */
@Command(
        name = "restore-files",
        description = {
            "Brings files of a backup back into an empty folder of the service's machine.",
            "They lie there with their whole paths. DIR must be empty or not there yet: nothing is ever restored over something",
            "else."
        },
        footer = {
            "",
            "Patterns: * and ? within one name, ** across folders, [a-z], {a,b}. One that begins with / is held against",
            "the whole path, any other against its last names; a folder stands for all that is in it.",
            "",
            "Examples: ./zencap restore-files 20261124T093015Z-1f9c02 --to /srv/restored --wait",
            "          ./zencap restore-files 20261124T093015Z-1f9c02 --to /tmp/found '*.xlsx' '/srv/uploads/2026/**'"
        })
final class RestoreFilesCommand extends SurroundedCommand {
    @Parameters(index = "0", paramLabel = "ID", description = "The backup, as ./zencap list shows it.")
    private String id;

    @Parameters(index = "1..*", paramLabel = "GLOB", description = "Which paths; all when there is none.")
    private List<String> paths = List.of();

    @Option(names = "--to", required = true, paramLabel = "DIR", description = "Where they go.")
    private Path folder;

    @Option(names = "--set", paramLabel = "SET", description = "Of this file set only.")
    private Optional<String> fileSet = Optional.empty();

    @Option(
            names = "--repository",
            paramLabel = "ID",
            description = "From this copy (local or s3); by default from the nearest.")
    private Optional<String> repository = Optional.empty();

    @Option(names = "--wait", description = "Wait for its end, with progress; exit status 1 when it failed.")
    private boolean wait;

    @Option(names = "--json", description = "Print the operation as JSON.")
    private boolean json;

    RestoreFilesCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws Exception {
        ApiClient api = surroundings().api();
        var wish = new LinkedHashMap<String, Object>();
        wish.put("to", folder.toAbsolutePath().normalize().toString());
        wish.put("paths", paths);
        fileSet.ifPresent(set -> wish.put("fileSet", set));
        repository.ifPresent(r -> wish.put("repository", r));
        return new OperationOutcome(surroundings(), api).show(api.restoreFiles(id, wish), wait, json);
    }
}
