package co.zencap.backup.cli;

import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes keys. */
@Command(
        name = "keygen",
        description = "Prints a new random key: 64 hex digits.",
        footer = {"", "Example: echo \"BACKUP_ENCRYPTION_KEY=$(./zencap keygen)\" >> .env.local"})
final class KeygenCommand extends SurroundedCommand {
    @Option(names = "--admin", description = "A key for the API (ADMIN_API_KEY) rather than for the backups.")
    private boolean admin;

    KeygenCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() {
        Terminal terminal = surroundings().terminal();
        terminal.out().println(MasterKey.generate());
        terminal.err()
                .println(
                        admin
                                ? "Keep it as ADMIN_API_KEY in .env.local (chmod 600) or your secret store; callers of the API show it."
                                : "Keep it as BACKUP_ENCRYPTION_KEY in .env.local (chmod 600) or your secret store, and a copy"
                                        + " apart from the backups: without it nobody can restore them, not even you.");
        return ExitStatus.OK;
    }
}
