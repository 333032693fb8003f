package co.zencap.backup.cli;

import co.zencap.backup.client.ApiClient;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Restores tables beside the live ones. */
@Command(
        name = "restore",
        description = {
            "Restores tables of a backup into a schema of their own in the live database, like restored_20261126_0300.",
            "It holds their rows and key, and nothing that could act: no triggers, defaults or foreign keys. Only the role of",
            "the service and superusers may read it. Live tables are neither locked nor changed, and a restore that fails or",
            "is killed leaves nothing."
        },
        footer = {
            "",
            "Examples: ./zencap table restore orders --wait                    of the newest backup",
            "          ./zencap table restore orders lines --at 2026-11-26T03:00:00Z --wait",
            "          ./zencap table restore --schema sales --backup 20261126T030000Z-1f9c02 --wait"
        })
final class TableRestoreCommand extends SurroundedCommand {
    @Parameters(
            arity = "0..*",
            paramLabel = "TABLE",
            description = "Which; the same names in other schemas: SCHEMA.TABLE.")
    private List<String> tables = List.of();

    @Option(names = "--schema", paramLabel = "SCHEMA", description = "All tables of this schema; may be given again.")
    private List<String> schemas = List.of();

    @Option(
            names = "--target",
            paramLabel = "TARGET",
            description = "Of the backups of this database, and into it; else of the one of POSTGRES_URL.")
    private Optional<String> target = Optional.empty();

    @Option(names = "--at", paramLabel = "TIME", description = "Of the newest backup of this moment or before.")
    private Optional<String> at = Optional.empty();

    @Option(names = "--backup", paramLabel = "ID", description = "Of this backup, as ./zencap list shows it.")
    private Optional<String> backup = Optional.empty();

    @Option(names = "--wait", description = "Wait for its end, with progress; exit status 1 when it failed.")
    private boolean wait;

    @Option(
            names = "--json",
            description = "Print the operation as JSON; with --wait its result has the schema's name.")
    private boolean json;

    TableRestoreCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws Exception {
        ApiClient api = surroundings().api();
        var wish = new LinkedHashMap<String, Object>();
        wish.put("tables", tables);
        wish.put("schemas", schemas);
        target.ifPresent(name -> wish.put("target", name));
        at.ifPresent(time -> wish.put("at", time));
        backup.ifPresent(id -> wish.put("backupId", id));
        return new OperationOutcome(surroundings(), api).show(api.restoreTables(wish), wait, json);
    }
}
