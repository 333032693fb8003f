package co.zencap.backup.cli;

import co.zencap.backup.client.ApiClient;
import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.State;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes one backup unreadable for everybody. */
@Command(
        name = "erase",
        description = {
            "Destroys the key of one backup's artifacts, and deletes the backup.",
            "The key goes in all repositories, with all versions of it. Nobody can read the backup any more, also not from copies of",
            "the bucket that were made without this key. There is no way back. Refused under a legal hold, and while other backups",
            "need its packs."
        },
        footer = {"", "Example: ./zencap backup erase 20261124T093015Z-1f9c02 --confirm 20261124T093015Z-1f9c02"})
final class EraseBackupCommand extends SurroundedCommand {
    @Parameters(paramLabel = "ID", description = "The backup, as ./zencap list shows it.")
    private String id;

    @Option(names = "--confirm", required = true, paramLabel = "ID", description = "The same again.")
    private String confirm;

    @Option(
            names = "--reason",
            defaultValue = "",
            paramLabel = "TEXT",
            description = "Why; kept in the audit trail. Name no person in it.")
    private String reason;

    EraseBackupCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws Exception {
        if (!id.equals(confirm)) {
            throw new IllegalArgumentException(
                    "--confirm names another backup. HINT: repeat the id of the one that is to be erased.");
        }
        ApiClient api = surroundings().api();
        Operation ended = surroundings().toTheEnd(api.erase(id, confirm, reason), api::operation);
        if (ended.state() == State.FAILED) {
            Failures.print(ended.problem(), surroundings().terminal());
            return ExitStatus.FAILED;
        }
        surroundings()
                .terminal()
                .out()
                .println("Backup " + id + " is erased: its key is destroyed, and nobody can read it.");
        return ExitStatus.OK;
    }
}
