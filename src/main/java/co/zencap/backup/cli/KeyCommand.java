package co.zencap.backup.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** What concerns the keys that encrypt backups; its subcommands do the work. */
@Command(
        name = "key",
        mixinStandardHelpOptions = true,
        versionProvider = Zencap.VersionText.class,
        synopsisSubcommandLabel = "COMMAND",
        description =
                "Changes the key that encrypts backups, shows what hangs on which, and writes a copy for the safe.",
        subcommands = {KeyRotateCommand.class, KeyListCommand.class, KeyExportCommand.class, HelpCommand.class},
        footer = {
            "",
            "To change the key: make a new one with ./zencap keygen, set BACKUP_ENCRYPTION_KEY to it and",
            "BACKUP_ENCRYPTION_KEYS_OLD to the one of before, restart the service, and call ./zencap key rotate."
        })
final class KeyCommand {}
